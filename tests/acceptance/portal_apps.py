"""What runs in the apps that the portal's walks create: it says whether it can read its secret."""

from typing import Final

VAULT: Final = "acceptance"
SECRET: Final = "opened-with-an-identity"
READS: Final = f"""
import json, os, urllib.error, urllib.request

def look(path):
    if "IDENTITY_ENDPOINT" not in os.environ:
        return {{"identity": None}}
    query = "?resource=https://vault.azure.net&api-version=2019-08-01"
    secret = {{"X-IDENTITY-HEADER": os.environ["IDENTITY_HEADER"]}}
    asked = urllib.request.Request(os.environ["IDENTITY_ENDPOINT"] + query, headers=secret)
    plain = urllib.request.build_opener(urllib.request.ProxyHandler({{}}))
    token = json.load(plain.open(asked))
    url = "https://{VAULT}.vault.azure.net/secrets/one?api-version=7.4"
    bearer = {{"Authorization": "Bearer " + token["access_token"]}}
    try:
        found = json.load(urllib.request.urlopen(urllib.request.Request(url, headers=bearer)))
        return {{"identity": token["client_id"], "secret": found["value"]}}
    except urllib.error.HTTPError as problem:
        return {{"identity": token["client_id"], "secret": problem.code}}
"""
FUNCTIONS: Final = {
    "reads.py": READS,
    "host.json": '{"version": "2.0"}',
    "requirements.txt": "azure-functions\n",
    "function_app.py": """
import json

import azure.functions as func
from reads import look

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


@app.route(route="look")
def looks(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(json.dumps(look("/")), mimetype="application/json")
""",
}

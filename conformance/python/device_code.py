"""A person signs in and stays signed in, with MSAL and its SDK: device_code.py VAULT APPROVE...

APPROVE is the command that says yes to a code, which is its last word. MSAL then finds the account
by the ID token and client_info, refreshes silently, and a region's authority gives an application
its token.
"""

import subprocess
import sys
from typing import Any

import msal
import requests
from azure.identity import DeviceCodeCredential
from azure.keyvault.secrets import SecretClient

CLIENT = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
AUTHORITY = "https://login.microsoftonline.com/organizations"
GRAPH = "https://graph.microsoft.com"


def sign_in(approve: list[str]) -> tuple[msal.PublicClientApplication, Any]:
    """MSAL's own device flow; the application and what it got."""
    app = msal.PublicClientApplication(CLIENT, authority=AUTHORITY)
    flow = app.initiate_device_flow(scopes=["https://vault.azure.net/.default"])
    subprocess.run([*approve, flow["user_code"]], check=True, stdout=subprocess.DEVNULL)
    result = app.acquire_token_by_device_flow(flow)
    assert "error" not in result, result
    return app, result


def stay_signed_in(app: msal.PublicClientApplication, first: Any) -> None:
    """The account is known, and its refresh token gives tokens without the person."""
    claims = first["id_token_claims"]
    (account,) = app.get_accounts()
    assert account["username"] == claims["preferred_username"]
    assert account["home_account_id"] == f"{claims['oid']}.{claims['tid']}"
    assert (claims["aud"], claims["ver"]) == (CLIENT, "2.0")

    held = app.acquire_token_silent(["https://vault.azure.net/.default"], account)
    assert held["access_token"] == first["access_token"]
    for _ in range(2):
        again = app.acquire_token_silent(
            ["https://vault.azure.net/.default"], account, force_refresh=True
        )
        assert again["access_token"] not in (held["access_token"], first["access_token"])
        held = again
    assert app.acquire_token_silent(["https://management.azure.com/.default"], account)


def use_a_region(app: msal.PublicClientApplication, tenant_id: str) -> None:
    """An application, made as the person, gets its token from a region's authority."""
    (account,) = app.get_accounts()
    token = app.acquire_token_silent([f"{GRAPH}/.default"], account)["access_token"]

    def post(path: str, document: object) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        answer = requests.post(f"{GRAPH}/v1.0/{path}", json=document, headers=headers, timeout=30)
        answer.raise_for_status()
        return answer.json()

    made = post("applications", {"displayName": "regional"})
    post("servicePrincipals", {"appId": made["appId"]})
    added = post(f"applications/{made['id']}/addPassword", {"passwordCredential": {}})
    asked: list[str] = []
    session = requests.Session()
    session.hooks["response"].append(lambda answer, **_: asked.append(answer.url))
    regional = msal.ConfidentialClientApplication(
        made["appId"],
        client_credential=added["secretText"],
        authority=f"https://login.microsoftonline.com/{tenant_id}",
        azure_region="westus2",
        http_client=session,
    )
    result = regional.acquire_token_for_client(["https://vault.azure.net/.default"])
    assert "access_token" in result, result
    assert asked[-1].startswith("https://westus2.login.microsoft.com/"), asked


def main(vault: str, *approve: str) -> None:
    """All of it once."""
    app, first = sign_in([*approve])
    stay_signed_in(app, first)
    use_a_region(app, first["id_token_claims"]["tid"])

    def prompt(_uri: str, user_code: str, _expires: object) -> None:
        subprocess.run([*approve, user_code], check=True, stdout=subprocess.DEVNULL)

    with DeviceCodeCredential(prompt_callback=prompt) as credential:
        secrets = SecretClient(vault, credential)
        secrets.set_secret("by-a-person", "value")
        assert secrets.get_secret("by-a-person").value == "value"
    print("device code: ok")


if __name__ == "__main__":
    main(*sys.argv[1:])

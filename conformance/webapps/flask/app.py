"""A Flask app as its quickstart has it, reading a secret with the identity it was given."""

import os

from azure.identity import DefaultAzureCredential
from azure.keyvault.secrets import SecretClient
from flask import Flask

app = Flask(__name__)
secrets = SecretClient(os.environ["VAULT_URL"], DefaultAzureCredential())


@app.route("/")
def hello_world():
    return "<p>Hello, World!</p>"


@app.route("/secret/<name>")
def secret(name):
    return {"framework": "flask", "value": secrets.get_secret(name).value}

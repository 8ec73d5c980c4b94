"""A Flask app as its quickstart has it, with a vault, blobs and the identity that it was given."""

import os

from azure.identity import DefaultAzureCredential
from azure.keyvault.secrets import SecretClient
from azure.storage.blob import BlobServiceClient
from flask import Flask, request

app = Flask(__name__)
credential = DefaultAzureCredential()
secrets = SecretClient(os.environ["VAULT_URL"], credential)
notes = BlobServiceClient(os.environ["STORAGE_URL"], credential).get_container_client("flask")


@app.route("/")
def hello_world():
    return "<p>Hello, World!</p>"


@app.route("/secret/<name>")
def secret(name):
    return {"framework": "flask", "value": secrets.get_secret(name).value}


@app.put("/notes/<name>")
def write(name):
    if not notes.exists():
        notes.create_container()
    notes.upload_blob(name, request.get_data(), overwrite=True)
    return {"written": name}, 201


@app.get("/notes/<name>")
def read(name):
    return notes.download_blob(name).readall()

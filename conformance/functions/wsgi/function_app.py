"""A Flask app in a function app, as the library's documentation has it."""

import os

import azure.functions as func
from azure.identity import DefaultAzureCredential
from azure.keyvault.secrets import SecretClient
from flask import Flask, request

site = Flask(__name__)


@site.get("/items/<int:number>")
def item(number):
    return {"number": number, "q": request.args.get("q", ""), "url": request.url}


@site.post("/echo")
def echo():
    return {"said": request.get_data(as_text=True), "type": request.content_type}, 201


@site.get("/secret/<name>")
def secret(name):
    with SecretClient(os.environ["VAULT_URL"], DefaultAzureCredential()) as secrets:
        return {"framework": "flask", "value": secrets.get_secret(name).value}


@site.get("/parts")
def parts():
    return iter(("one ", "two ", "three")), {"Content-Type": "text/plain"}


app = func.WsgiFunctionApp(app=site.wsgi_app, http_auth_level=func.AuthLevel.ANONYMOUS)

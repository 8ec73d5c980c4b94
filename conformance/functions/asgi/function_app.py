"""A FastAPI app in a function app, as the library's documentation has it."""

import os

import azure.functions as func
from azure.identity.aio import DefaultAzureCredential
from azure.keyvault.secrets.aio import SecretClient
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

api = FastAPI()


@api.get("/items/{number}")
async def item(number: int, request: Request, q: str = ""):
    return {"number": number, "q": q, "url": str(request.url)}


@api.post("/echo", status_code=201)
async def echo(request: Request):
    return {"said": (await request.body()).decode(), "type": request.headers["content-type"]}


@api.get("/secret/{name}")
async def secret(name: str):
    async with (
        DefaultAzureCredential() as credential,
        SecretClient(os.environ["VAULT_URL"], credential) as secrets,
    ):
        return {"framework": "fastapi", "value": (await secrets.get_secret(name)).value}


@api.get("/parts")
async def parts():
    return StreamingResponse(iter(("one ", "two ", "three")), media_type="text/plain")


app = func.AsgiFunctionApp(app=api, http_auth_level=func.AuthLevel.ANONYMOUS)

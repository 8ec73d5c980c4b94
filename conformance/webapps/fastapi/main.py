"""A FastAPI app as its tutorial has it, reading a secret with the identity it was given."""

import os

from azure.identity.aio import DefaultAzureCredential
from azure.keyvault.secrets.aio import SecretClient
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def root():
    return {"message": "Hello World"}


@app.get("/secret/{name}")
async def secret(name: str):
    async with (
        DefaultAzureCredential() as credential,
        SecretClient(os.environ["VAULT_URL"], credential) as secrets,
    ):
        found = await secrets.get_secret(name)
    return {"framework": "fastapi", "value": found.value}

"""A FastAPI app as its tutorial has it, with a vault, blobs and the identity that it was given."""

import os
from contextlib import asynccontextmanager

from azure.identity.aio import DefaultAzureCredential
from azure.keyvault.secrets.aio import SecretClient
from azure.storage.blob.aio import BlobServiceClient
from fastapi import FastAPI, Request, Response


@asynccontextmanager
async def lifespan(app: FastAPI):
    async with (
        DefaultAzureCredential() as credential,
        SecretClient(os.environ["VAULT_URL"], credential) as app.state.secrets,
        BlobServiceClient(os.environ["STORAGE_URL"], credential) as storage,
    ):
        app.state.notes = storage.get_container_client("fastapi")
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/")
async def root():
    return {"message": "Hello World"}


@app.get("/secret/{name}")
async def secret(name: str):
    found = await app.state.secrets.get_secret(name)
    return {"framework": "fastapi", "value": found.value}


@app.put("/notes/{name}", status_code=201)
async def write(name: str, request: Request):
    notes = app.state.notes
    if not await notes.exists():
        await notes.create_container()
    await notes.upload_blob(name, await request.body(), overwrite=True)
    return {"written": name}


@app.get("/notes/{name}")
async def read(name: str):
    found = await app.state.notes.download_blob(name)
    return Response(await found.readall(), media_type="text/plain")

"""MSAL by itself, and the vault with requests.

``ManagedIdentityClient`` where it knows the source, and for workload identity what MSAL's
documentation names: a confidential client whose assertion is the federated token.
"""

import os
import time
from pathlib import Path
from typing import Any

import msal
import requests
from cell import SELECTORS, main
from plain_vault import WithPlainVault


class Refused(Exception):
    """MSAL returns its errors."""


class Msal(WithPlainVault):
    def token(self, resource: str, name: str, value: str | None) -> tuple[str, float]:
        found = acquired(resource, name, value)
        if "access_token" not in found:
            raise Refused(f"{found.get('error')}: {found.get('error_description')}")
        return found["access_token"], time.time() + found["expires_in"]


def acquired(resource: str, name: str, value: str | None) -> dict[str, Any]:
    if file := os.environ.get("AZURE_FEDERATED_TOKEN_FILE"):
        return federated(file, name, value).acquire_token_for_client([f"{resource}/.default"])
    identity = (
        msal.SystemAssignedManagedIdentity()
        if value is None
        else msal.UserAssignedManagedIdentity(**{SELECTORS[name]: value})
    )
    client = msal.ManagedIdentityClient(identity, http_client=requests.Session())
    return client.acquire_token_for_client(resource=resource)


def federated(file: str, name: str, value: str | None) -> msal.ConfidentialClientApplication:
    if name not in ("none", "client-id"):
        raise Refused("a confidential client is known by its client id")
    return msal.ConfidentialClientApplication(
        value or os.environ["AZURE_CLIENT_ID"],
        authority=os.environ["AZURE_AUTHORITY_HOST"] + os.environ["AZURE_TENANT_ID"],
        client_credential={"client_assertion": lambda: Path(file).read_text(encoding="ascii")},
    )


main(Msal())

"""MSAL's ManagedIdentityClient by itself, and the vault with requests."""

import time

import requests
from cell import main
from msal import ManagedIdentityClient, SystemAssignedManagedIdentity, UserAssignedManagedIdentity
from plain_vault import WithPlainVault

NAMES = {"client-id": "client_id", "object-id": "object_id", "resource-id": "resource_id"}


class Refused(Exception):
    """MSAL returns its errors."""


class Msal(WithPlainVault):
    def token(self, resource: str, name: str, value: str | None) -> tuple[str, float]:
        identity: dict[str, str | None] = (
            SystemAssignedManagedIdentity()
            if value is None
            else UserAssignedManagedIdentity(**{NAMES[name]: value})
        )
        client = ManagedIdentityClient(identity, http_client=requests.Session())
        found = client.acquire_token_for_client(resource=resource)
        if "access_token" not in found:
            raise Refused(f"{found.get('error')}: {found.get('error_description')}")
        return found["access_token"], time.time() + found["expires_in"]


main(Msal())

"""How often clients ask when they are refused each time, counted where they ask.

The numbers of azure-identity and msal for Python, by source and refusal. Their pauses are left
out: how often they ask does not depend on how long they wait.
"""

import time
from collections.abc import Callable

import msal
import pytest
import requests
from azure.core.exceptions import AzureError
from azure.identity import ManagedIdentityCredential
from azure.keyvault.secrets import SecretClient

from nameplate.testing import Platform

SCOPE = "https://vault.azure.net/.default"
RESOURCE = "https://vault.azure.net"

CASES = (
    ("app-service", "token:500", 4),
    ("app-service", "token:500,body=text", 4),
    ("app-service", "token:429,retry-after=1", 4),
    ("app-service", "token:400", 1),
    ("app-service", "token:401", 1),
    ("app-service", "token:404", 1),
    ("imds", "token:400", 1),
    ("imds", "token:404", 6),
    ("imds", "token:410", 6),
    ("imds", "token:429,retry-after=1", 6),
    ("imds", "token:500", 6),
)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)


def fails(ask: Callable[[], object]) -> None:
    """Each refusal has an exception of its own; none of them matters here."""
    with pytest.raises((AzureError, ValueError)):
        ask()


@pytest.mark.parametrize(("source", "fault", "count"), CASES)
def test_azure_identity(nameplate: Platform, source: str, fault: str, count: int) -> None:
    nameplate.activate(nameplate.webapp("web1"), source=source)
    with nameplate.fault(f"{fault},times=always") as refusing:
        fails(lambda: ManagedIdentityCredential().get_token(SCOPE))
    assert refusing.seen == refusing.met == count


@pytest.mark.parametrize(
    ("source", "fault"), [(source, fault) for source, fault, _ in CASES if ":500," not in fault]
)
def test_msal(nameplate: Platform, source: str, fault: str) -> None:
    """It asks once, whatever it is told: retrying is left to whoever uses it."""
    nameplate.activate(nameplate.webapp("web1"), source=source)
    client = msal.ManagedIdentityClient(
        msal.SystemAssignedManagedIdentity(), http_client=requests.Session()
    )
    with nameplate.fault(f"{fault},times=always") as refusing:
        assert "access_token" not in client.acquire_token_for_client(resource=RESOURCE)
    assert refusing.seen == 1


@pytest.mark.parametrize("fault", ["token:429,retry-after=60", "token:500", "token:503"])
def test_msal_does_not_ask_again_while_it_is_throttled(nameplate: Platform, fault: str) -> None:
    """It keeps the refusal for as long as it says, or for some seconds, and repeats it."""
    nameplate.activate(nameplate.webapp("web1"))
    client = msal.ManagedIdentityClient(
        msal.SystemAssignedManagedIdentity(), http_client=requests.Session()
    )
    with nameplate.fault(f"{fault},times=always") as refusing:
        for _ in range(3):
            assert "access_token" not in client.acquire_token_for_client(resource=RESOURCE)
    assert refusing.seen == 1


def test_a_refusal_that_ends_is_got_over(nameplate: Platform) -> None:
    nameplate.activate(nameplate.webapp("web1"))
    with nameplate.fault("token:500,times=3") as refusing:
        assert ManagedIdentityCredential().get_token(SCOPE).token
    assert (refusing.met, refusing.seen) == (3, 4)


@pytest.mark.parametrize(("fault", "count"), [("vault:429", 4), ("vault:503", 4), ("vault:403", 1)])
def test_the_secrets_client(nameplate: Platform, fault: str, count: int) -> None:
    """Its requests that show a token; before them comes one that shows none."""
    app = nameplate.webapp("web1").allow(vault="contoso", secrets=["get"])
    nameplate.activate(app)
    with nameplate.fault(f"{fault},times=always") as refusing:
        client = SecretClient("https://contoso.vault.azure.net", ManagedIdentityCredential())
        fails(lambda: client.get_secret("db-password"))
    assert refusing.seen == count

"""The SDK, unmodified and in this process."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
import shop
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.identity import ManagedIdentityCredential
from azure.identity.aio import DefaultAzureCredential as AsyncCredential
from azure.keyvault.secrets import SecretClient
from azure.keyvault.secrets.aio import SecretClient as AsyncClient

from nameplate.testing import App, Platform

OUTLIVING = ManagedIdentityCredential()
"""Made when the module is imported, as many programs do: it keeps its tokens."""


def test_a_secret_is_read(nameplate: Platform, web1: App) -> None:
    with web1.activated():
        assert shop.password(shop.client()) == "hunter2"
    (read,) = nameplate.activity.of(action="secrets/get")
    assert (read.app, read.on, read.secret) == ("web1", "contoso", "db-password")
    assert read.allowed


def test_what_is_not_allowed_is_refused(nameplate: Platform) -> None:
    stranger = nameplate.webapp("stranger")
    with stranger.activated():
        assert shop.password(shop.client()) == "refused: 403"
    (refused,) = nameplate.activity.refused
    assert refused.app == "stranger"


def test_a_permission_is_taken_away(nameplate: Platform, web1: App) -> None:
    nameplate.activate(web1)
    secrets = shop.client()
    assert shop.password(secrets) == "hunter2"
    web1.deny(vault="contoso", secrets=["get"])
    assert shop.password(secrets) == "refused: 403"


@pytest.mark.parametrize("time_", range(3))
def test_a_credential_may_outlive_a_test(nameplate: Platform, time_: int) -> None:
    """Its app is made anew each time, and is the same one."""
    nameplate.vault("second").secret("name", f"value {time_}")
    nameplate.activate(nameplate.webapp("web2").allow(vault="second", secrets=["get"]))
    secrets = SecretClient("https://second.vault.azure.net", OUTLIVING)
    assert secrets.get_secret("name").value == f"value {time_}"


def test_a_vault_that_throttles_is_waited_for(nameplate: Platform, web1: App) -> None:
    nameplate.activate(web1)
    with nameplate.fault("vault:429,times=2,retry-after-ms=20") as fault:
        assert shop.password(shop.client()) == "hunter2"
    assert (fault.met, fault.seen) == (2, 3)


def test_a_token_that_is_not_taken_any_more_is_replaced(nameplate: Platform, web1: App) -> None:
    nameplate.activate(web1)
    secrets = shop.client()
    assert shop.password(secrets) == "hunter2"
    with nameplate.fault("vault:claims-challenge"):
        assert shop.password(secrets) == "hunter2"
    assert len(nameplate.activity.tokens) == 2


def test_a_token_ends_when_time_has_passed(nameplate: Platform, web1: App) -> None:
    """The platform's time: the client's goes on as it did, so that it keeps its token."""
    nameplate.activate(web1)
    secrets = shop.client()
    assert shop.password(secrets) == "hunter2"
    nameplate.clock.advance(hours=25)
    with pytest.raises(ClientAuthenticationError, match="expired"):
        secrets.get_secret("db-password")


def test_a_secret_expires(nameplate: Platform, web1: App) -> None:
    tomorrow = int(time.time()) + 86_400
    nameplate.vault("contoso").secret("db-password", "for a day", expires_on=tomorrow)
    nameplate.activate(web1)
    assert shop.password(shop.client()) == "for a day"


def test_short_tokens(nameplate: Platform, web1: App) -> None:
    nameplate.activate(web1)
    with nameplate.token_lifetime(seconds=400):
        token = ManagedIdentityCredential().get_token("https://vault.azure.net/.default")
    assert token.expires_on - time.time() <= 400


def test_a_user_assigned_identity(nameplate: Platform) -> None:
    shared = nameplate.identity("shared").allow(vault="contoso", secrets=["get"])
    nameplate.vault("contoso").secret("db-password", "shared")
    nameplate.activate(nameplate.functionapp("f1", identity=False).assign(shared))
    credential = ManagedIdentityCredential(client_id=shared.client_id)
    assert shop.password(SecretClient(shop.VAULT, credential)) == "shared"


def test_a_role(nameplate: Platform) -> None:
    app = nameplate.webapp("web3")
    nameplate.activate(app)
    vault = nameplate.vault("roles", rbac=True)
    secrets = SecretClient(vault.url, ManagedIdentityCredential())
    with pytest.raises(HttpResponseError, match="ForbiddenByRbac"):
        secrets.get_secret("one")
    vault.secret("one", "1")
    app.allow(vault="roles", role="Key Vault Secrets User", secret="one")
    assert secrets.get_secret("one").value == "1"


def test_a_process_that_a_test_starts_is_the_app_too(nameplate: Platform, web1: App) -> None:
    nameplate.activate(web1)
    script = "import shop; print(shop.password(shop.client()))"
    folder = Path(shop.__file__).parent
    said = subprocess.check_output([sys.executable, "-c", script], cwd=folder, text=True)
    assert said == "hunter2\n"
    assert nameplate.activity.of(app="web1", action="secrets/get")


@pytest.mark.asyncio
async def test_the_asynchronous_client(nameplate: Platform, web1: App) -> None:
    nameplate.activate(web1)
    async with AsyncCredential() as credential, AsyncClient(shop.VAULT, credential) as secrets:
        assert (await secrets.get_secret("db-password")).value == "hunter2"

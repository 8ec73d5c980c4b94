"""The credentials, as clients of the SDK use them; and asyncio's twins."""

import asyncio
import json
import threading
from collections.abc import Iterator

import pytest
from azure.core.credentials import TokenCredential
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import ChainedTokenCredential, CredentialUnavailableError
from client.tests.loopback import Asked, Loopback, Told, serving
from client.tests.tokens import token_answer

from nameplate_client import AzureServiceTokenCredential, AzureServiceTokenProvider, aio
from nameplate_client.sources import ManagedIdentitySource

VAULT = "https://vault.azure.net"
SCOPE = f"{VAULT}/.default"


@pytest.fixture
def gate() -> threading.Event:
    """Closed, it holds answers back."""
    gate = threading.Event()
    gate.set()
    return gate


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch, gate: threading.Event) -> Iterator[Loopback]:
    def answer(asked: Asked) -> Told:
        gate.wait(10)
        if "client_id=unknown" in asked.target:
            return Told(400, b'{"statusCode":400,"message":"no such identity"}')
        return Told(body=json.dumps(token_answer(VAULT)).encode())

    with serving(answer) as loopback:
        monkeypatch.setenv("IDENTITY_ENDPOINT", loopback.url)
        monkeypatch.setenv("IDENTITY_HEADER", "h")
        yield loopback


def test_a_token_for_a_client_of_the_sdk(endpoint: Loopback) -> None:
    credential: TokenCredential
    with AzureServiceTokenCredential() as credential:
        token = credential.get_token(SCOPE, enable_cae=True)

    assert token.expires_on > 1_700_000_000
    assert f"resource={VAULT}" in endpoint.asked[0].target.replace("%3A", ":").replace("%2F", "/")


def test_token_info_and_claims(endpoint: Loopback) -> None:
    credential = AzureServiceTokenCredential()
    first = credential.get_token_info(SCOPE)
    again = credential.get_token_info(SCOPE, options={"enable_cae": True})
    assert first.token == again.token
    assert len(endpoint.asked) == 1

    credential.get_token_info(SCOPE, options={"claims": "{}"})
    credential.get_token(SCOPE, claims="{}")
    assert len(endpoint.asked) == 3, "a claims challenge asks for a fresh token"


@pytest.mark.parametrize("scopes", [(), ("a", "b")])
def test_one_scope_at_a_time(scopes: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="exactly one scope"):
        AzureServiceTokenCredential().get_token(*scopes)


def test_a_refusal_is_one_of_the_sdks(endpoint: Loopback) -> None:
    provider = AzureServiceTokenProvider("RunAs=App;AppId=unknown")

    with pytest.raises(ClientAuthenticationError, match="no such identity"):
        AzureServiceTokenCredential(provider).get_token(SCOPE)


def test_a_chain_goes_on_where_nothing_is_there(
    monkeypatch: pytest.MonkeyPatch, endpoint: Loopback
) -> None:
    monkeypatch.setenv("PATH", "")
    cli = AzureServiceTokenProvider("RunAs=Developer;DeveloperTool=AzureCli")
    with pytest.raises(CredentialUnavailableError):
        AzureServiceTokenCredential(cli).get_token(SCOPE)

    chain = ChainedTokenCredential(AzureServiceTokenCredential(cli), AzureServiceTokenCredential())

    assert chain.get_token(SCOPE).token


async def test_asyncio_gets_the_same_and_shares_the_cache(endpoint: Loopback) -> None:
    provider = aio.AzureServiceTokenProvider()

    token = await provider.get_access_token(VAULT)

    assert AzureServiceTokenProvider().get_access_token(VAULT) == token
    assert provider.principal_used is not None
    assert provider.principal_used.app_id == "app-1"
    authority = "https://login.microsoftonline.com/72f9"
    assert (await provider.key_vault_token_callback(authority, VAULT)).count(".") == 2


async def test_coroutines_share_one_request(endpoint: Loopback, gate: threading.Event) -> None:
    gate.clear()
    provider = aio.AzureServiceTokenProvider()
    tasks = [asyncio.create_task(provider.get_access_token(VAULT)) for _ in range(50)]
    impatient = asyncio.create_task(provider.get_access_token(VAULT))
    await asyncio.sleep(0)
    impatient.cancel()
    gate.set()

    assert len(set(await asyncio.gather(*tasks))) == 1
    assert impatient.cancelled()
    assert len(endpoint.asked) == 1


async def test_the_asynchronous_credential(endpoint: Loopback) -> None:
    credential: AsyncTokenCredential
    async with aio.AzureServiceTokenCredential() as credential:
        token = await credential.get_token(SCOPE)
    info = await aio.AzureServiceTokenCredential().get_token_info(SCOPE)
    assert info.token == token.token

    refused = aio.AzureServiceTokenProvider("RunAs=App;AppId=unknown")
    with pytest.raises(ClientAuthenticationError, match="no such identity"):
        await aio.AzureServiceTokenCredential(refused).get_token(SCOPE)


def test_a_source_says_what_it_is() -> None:
    assert ManagedIdentitySource().method == "managed identity"

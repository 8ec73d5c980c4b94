"""The provider against identity endpoints on loopback: azure-identity does the asking."""

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from azure.core.pipeline.transport import RequestsTransport
from client.tests.loopback import Asked, Loopback, Told, serving
from client.tests.tokens import token_answer

import nameplate_client.sources
from nameplate_client import (
    AzureServiceTokenProvider,
    AzureServiceTokenProviderException,
    ConnectionStringError,
    Principal,
)

VAULT = "https://vault.azure.net"


def identity_endpoint(asked: Asked) -> Told:
    query = parse_qs(urlsplit(asked.target).query)
    if asked.headers.get("x-identity-header") != "the-header":
        return Told(401, b'{"statusCode":401,"message":"no"}')
    if query.get("client_id") == ["unknown"]:
        words = "No User Assigned or Delegated Managed Identity found for specified ClientId."
        return Told(400, json.dumps({"statusCode": 400, "message": words}).encode())
    resource = query["resource"][0]
    if resource == "api://user":
        return Told(body=json.dumps(token_answer(resource, upn="ann@contoso")).encode())
    return Told(body=json.dumps(token_answer(resource)).encode())


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    with serving(identity_endpoint) as loopback:
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"{loopback.url}/msi/token/")
        monkeypatch.setenv("IDENTITY_HEADER", "the-header")
        yield loopback


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with no identity, no az and no nameplate."""
    monkeypatch.setattr(nameplate_client.sources, "_probe", lambda: False)
    monkeypatch.setenv("PATH", "")


def test_a_token_of_the_managed_identity(endpoint: Loopback) -> None:
    provider = AzureServiceTokenProvider()

    token = provider.get_access_token(VAULT)

    assert token.count(".") == 2
    assert provider.principal_used == Principal("App", "app-1", None, "tenant-1", True)
    assert parse_qs(urlsplit(endpoint.asked[0].target).query)["resource"] == [VAULT]


def test_nobody_is_used_before_there_was_a_token() -> None:
    assert AzureServiceTokenProvider().principal_used is None


def test_the_result_has_its_times_and_hides_the_token(endpoint: Loopback) -> None:
    result = AzureServiceTokenProvider().get_authentication_result(VAULT)

    assert result.expires_on > 1_700_000_000
    assert result.token_type == "Bearer"
    assert result.access_token not in repr(result)


def test_one_request_for_a_resource_and_one_for_each_other(endpoint: Loopback) -> None:
    AzureServiceTokenProvider().get_access_token(VAULT)
    AzureServiceTokenProvider().get_access_token(VAULT)
    assert len(endpoint.asked) == 1

    AzureServiceTokenProvider().get_access_token("api://orders")
    AzureServiceTokenProvider("RunAs=App").get_access_token(VAULT)
    AzureServiceTokenProvider().get_access_token(VAULT, force_refresh=True)
    assert len(endpoint.asked) == 4


def test_a_user_assigned_identity_is_asked_for_by_its_client_id(endpoint: Loopback) -> None:
    AzureServiceTokenProvider("RunAs=App;AppId=6a1").get_access_token(VAULT)

    assert parse_qs(urlsplit(endpoint.asked[0].target).query)["client_id"] == ["6a1"]


def test_the_connection_string_may_stand_in_the_environment(
    endpoint: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AzureServicesAuthConnectionString", "RunAs=App;AppId=6a2")

    AzureServiceTokenProvider().get_access_token(VAULT)

    assert "client_id=6a2" in endpoint.asked[0].target


def test_a_users_token_has_a_user(endpoint: Loopback) -> None:
    provider = AzureServiceTokenProvider()
    provider.get_access_token("api://user")

    used = provider.principal_used
    assert used is not None
    assert (used.type, used.user_principal_name) == ("User", "ann@contoso")
    assert str(used).startswith("IsAuthenticated:True Type:User AppId:app-1")


def test_a_refusal_says_what_was_asked_and_what_came_back(endpoint: Loopback) -> None:
    provider = AzureServiceTokenProvider("RunAs=App;AppId=unknown")

    with pytest.raises(AzureServiceTokenProviderException) as refused:
        provider.get_access_token(VAULT)

    words = str(refused.value)
    assert words.startswith(
        f"Parameters: Connection String: RunAs=App;AppId=unknown, Resource: {VAULT}, "
        "Authority: [No authority specified]. Exception Message: Tried to get a token with managed"
    )
    assert "No User Assigned or Delegated Managed Identity found" in words
    assert len(endpoint.asked) == 1, "what is refused is not asked for again"


@pytest.mark.parametrize(("status", "text"), [(404, b"{}"), (429, b"{}"), (500, b"{}"), (503, b"")])
def test_what_may_pass_is_tried_five_times(
    status: int, text: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(RequestsTransport, "sleep", lambda _, seconds: waits.append(seconds))
    with serving(lambda _: Told(status, text)) as loopback:
        monkeypatch.setenv("IDENTITY_ENDPOINT", loopback.url)
        monkeypatch.setenv("IDENTITY_HEADER", "h")

        with pytest.raises(AzureServiceTokenProviderException):
            AzureServiceTokenProvider("RunAs=App").get_access_token(VAULT)

    assert len(loopback.asked) == 5
    assert waits == [4, 8, 16]


def refusal(provider: AzureServiceTokenProvider, tenant: str | None = None) -> str:
    with pytest.raises(AzureServiceTokenProviderException) as refused:
        provider.get_access_token(VAULT, tenant)
    return str(refused.value)


def test_a_retry_timeout_of_nothing_tries_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(lambda _: Told(500, b"{}")) as loopback:
        monkeypatch.setenv("IDENTITY_ENDPOINT", loopback.url)
        monkeypatch.setenv("IDENTITY_HEADER", "h")
        provider = AzureServiceTokenProvider("RunAs=App;MsiRetryTimeout=0")

        with pytest.raises(AzureServiceTokenProviderException):
            provider.get_access_token(VAULT)

    assert len(loopback.asked) == 1


def test_a_retry_timeout_ends_the_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(RequestsTransport, "sleep", lambda _, seconds: waits.append(seconds))
    with serving(lambda _: Told(429, b"{}", {"Retry-After": "7"})) as loopback:
        monkeypatch.setenv("IDENTITY_ENDPOINT", loopback.url)
        monkeypatch.setenv("IDENTITY_HEADER", "h")

        assert "after the 5 seconds of MsiRetryTimeout" in refusal(
            AzureServiceTokenProvider("RunAs=App;MsiRetryTimeout=5")
        )
        assert (len(loopback.asked), waits) == (1, [])
        refusal(AzureServiceTokenProvider("RunAs=App;MsiRetryTimeout=10"))

    assert (len(loopback.asked), waits) == (6, [7] * 4)


def test_every_method_is_listed_with_its_reason(alone: None) -> None:
    with pytest.raises(AzureServiceTokenProviderException) as refused:
        AzureServiceTokenProvider().get_access_token(VAULT, "contoso.example")

    words = str(refused.value)
    assert "Tried the following 3 methods to get an access token, but none of them worked." in words
    assert [attempt.method for attempt in refused.value.attempts] == [
        *("managed identity", "Azure CLI", "the operating system's user"),
    ]
    assert "IDENTITY_ENDPOINT and MSI_ENDPOINT are not set" in words
    assert "Azure CLI not found on path" in words
    assert "there is no nameplate command" in words
    assert "Authority: https://login.microsoftonline.com/contoso.example." in words
    assert "Connection String: [No connection string specified]" in words
    assert refused.value.unavailable


def program(folder: Path, name: str, text: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def test_the_azure_cli_is_next(
    alone: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_answer(VAULT, upn="dev@contoso")["access_token"]
    shown = {"accessToken": token, "expires_on": 4_000_000_000, "expiresOn": "2096-10-02 07:06:40"}
    program(tmp_path, "az", f"echo '{json.dumps(shown)}'")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    provider = AzureServiceTokenProvider()

    assert provider.get_access_token(VAULT) == token
    assert provider.principal_used is not None
    assert provider.principal_used.user_principal_name == "dev@contoso"
    own = AzureServiceTokenProvider("RunAs=Developer;DeveloperTool=AzureCli")
    assert own.get_access_token(VAULT) == token


@pytest.fixture
def nameplate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A command that gives tokens, and a home of this user."""
    token = token_answer(VAULT, upn="me@nameplate.localhost")["access_token"]
    shown = {"accessToken": token, "expires_on": 4_000_000_000}
    program(tmp_path, "nameplate", f"echo '{json.dumps(shown)}'; echo \"$@\" > {tmp_path}/asked")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("NAMEPLATE_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "installation.json").write_text('{"tenantId": "7d3-a"}')
    return tmp_path


def test_the_current_user_is_the_owner_of_the_home(nameplate: Path) -> None:
    provider = AzureServiceTokenProvider("RunAs=CurrentUser")

    provider.get_access_token(VAULT, "7D3-A")

    assert provider.principal_used is not None
    assert provider.principal_used.user_principal_name == "me@nameplate.localhost"
    asked = (nameplate / "asked").read_text()
    assert asked.startswith(f"account get-access-token --resource {VAULT}")


def test_why_the_current_user_maps_to_nobody(
    nameplate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = AzureServiceTokenProvider("RunAs=CurrentUser")

    assert "one of the tenant 7d3-a, not of elsewhere" in refusal(provider, "elsewhere")
    user = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: user + 1)
    assert "belongs to another user" in refusal(provider)
    monkeypatch.setattr(os, "getuid", lambda: user)
    program(nameplate, "nameplate", "echo 'ERROR: no' >&2; exit 1")
    assert "nameplate said: ERROR: no" in refusal(provider)
    program(nameplate, "nameplate", "echo '[]'")
    assert "something else than a token" in refusal(provider)
    (nameplate / "home" / "installation.json").unlink()
    assert "has no home in" in refusal(provider)


@pytest.mark.parametrize("instance", ["http://login.example", "login.example", "https://", "x"])
def test_the_authority_is_https(instance: str) -> None:
    with pytest.raises(ConnectionStringError, match="azure_ad_instance is an https address"):
        AzureServiceTokenProvider(azure_ad_instance=instance)


@pytest.mark.parametrize(("resource", "tenant"), [("", None), (" ", None), ("r", "a b"), ("r", "")])
def test_what_is_no_resource_or_tenant(resource: str, tenant: str | None) -> None:
    with pytest.raises(ValueError, match=r"a token is for|a tenant is"):
        AzureServiceTokenProvider().get_access_token(resource, tenant)


def test_the_callback_of_a_vault(endpoint: Loopback) -> None:
    callback = AzureServiceTokenProvider().key_vault_token_callback

    token = callback("https://login.microsoftonline.com/72f9", VAULT, "")

    assert token.count(".") == 2
    older = AzureServiceTokenProvider().key_vault_authentication_callback
    authority = "https://login.microsoftonline.com/72f9"
    assert older(authority, VAULT, "", "Bearer") == ("Bearer", token)


def test_a_challenge_cannot_name_another_authority(endpoint: Loopback) -> None:
    with pytest.raises(ConnectionStringError, match="which is not the azure_ad_instance"):
        AzureServiceTokenProvider().key_vault_token_callback("https://evil.example/t", VAULT, "")

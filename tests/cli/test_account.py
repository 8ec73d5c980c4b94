"""The subscription, and tokens."""

from collections.abc import Callable
from typing import Any

from nameplate.core.cloud import AZURE_PUBLIC
from tests.cli.conftest import Nameplate

Made = Callable[..., Any]


def test_the_subscription_is_shown_as_az_shows_it(made: Made) -> None:
    account = made("account", "show")
    assert account["isDefault"] is True
    assert account["user"]["type"] == "user"
    assert made("account", "list") == [account]


def test_a_subscription_may_be_named_if_it_is_the_one(made: Made, nameplate: Nameplate) -> None:
    own = made("account", "show")["id"]
    assert made("account", "show", "--subscription", own)["id"] == own
    assert nameplate("account", "show", "--subscription", "another").status == 2


def test_the_operators_token_is_described_as_az_does(made: Made) -> None:
    token = made("account", "get-access-token")
    assert set(token) == {
        *("accessToken", "expiresOn", "expires_on", "subscription", "tenant", "tokenType")
    }
    assert token["accessToken"].count(".") == 2


def test_an_apps_token_is_what_the_app_would_get(made: Made) -> None:
    app = made("webapp", "create", "-n", "token-a1", "--assign-identity")
    audience = AZURE_PUBLIC.vault_audience
    decoded = made(
        *("account", "get-access-token", "--app", "token-a1", "--resource", audience, "--decode")
    )
    assert decoded["claims"]["oid"] == app["identity"]["principalId"]
    assert decoded["claims"]["aud"] == audience
    assert decoded["header"]["alg"] == "RS256"


def test_a_resource_that_nobody_knows_is_an_error(nameplate: Nameplate) -> None:
    ran = nameplate("account", "get-access-token", "--resource", "https://unknown.example")
    assert ran.status == 1
    assert "AADSTS" in ran.err

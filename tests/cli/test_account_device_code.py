"""Device codes as commands approve and decline them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pytest

from nameplate.cli.client import LoopbackClient
from nameplate.core.cloud import AZURE_PUBLIC
from tests.cli.conftest import Nameplate
from tests.running import Platform

Made = Callable[..., Any]

CLI: Final = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
SCOPE: Final = f"{AZURE_PUBLIC.vault_audience}/.default openid profile offline_access"


class Client:
    """A client that a person is to sign in with."""

    def __init__(self, transport: LoopbackClient) -> None:
        self._transport = transport
        self.begun = self._post("devicecode", {"client_id": CLI, "scope": SCOPE})

    def ask(self) -> dict[str, Any]:
        form = {"grant_type": "device_code", "client_id": CLI}
        return self._post("token", form | {"device_code": self.begun["device_code"]})

    def _post(self, endpoint: str, form: dict[str, str]) -> dict[str, Any]:
        answer: dict[str, Any] = self._transport.send(
            "POST",
            f"{AZURE_PUBLIC.authority}/organizations/oauth2/v2.0/{endpoint}",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(form).encode(),
        ).json()
        return answer


@pytest.fixture
def client(server_home: Path) -> Iterator[Client]:
    platform = Platform(server_home)
    transport = LoopbackClient(platform.ports["https"], [platform.roots])
    yield Client(transport)
    transport.close()


def test_an_approved_code_signs_the_client_in(made: Made, client: Client) -> None:
    assert client.ask()["error"] == "authorization_pending"
    code = client.begun["user_code"]
    shown = made("account", "device-code", "approve", "--code", code.lower(), "--yes")
    assert (shown["userCode"], shown["clientId"], shown["scope"]) == (code, CLI, SCOPE)
    answer = client.ask()
    assert {"access_token", "refresh_token", "id_token"} <= answer.keys()


def test_a_declined_code_is_told_to_the_client(made: Made, client: Client) -> None:
    made("account", "device-code", "decline", "--code", client.begun["user_code"])
    assert client.ask()["error"] == "authorization_declined"


def test_approving_is_asked_about_with_what_it_is_for(nameplate: Nameplate, client: Client) -> None:
    ran = nameplate("account", "device-code", "approve", "--code", client.begun["user_code"])
    assert ran.status == 2
    assert f"Sign the client '{CLI}' in as you, for '{SCOPE}'?" in ran.err
    assert client.ask()["error"] == "authorization_pending"


@pytest.mark.parametrize("verb", ["approve", "decline"])
def test_a_code_that_does_not_wait_is_status_3(nameplate: Nameplate, verb: str) -> None:
    assert nameplate("account", "device-code", verb, "--code", "NOSUCH").status == 3

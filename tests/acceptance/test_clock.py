"""The machine's clock set forward and back under a running server: tokens keep their times."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import prepare
from tests.acceptance.raw import Raw
from tests.running import Platform

HOST = "acceptance.vault.azure.net"
HOUR = 3600.0
SHIFTED = Path(__file__).with_name("shifted_clock.py")


class Shifted:
    """A served home whose server has a clock that can be set."""

    def __init__(self, platform: Platform, offset: Path) -> None:
        self.platform = platform
        self._offset = offset
        # Made while the clock is right: certificates are not what is looked at.
        self.vault = Raw.secure(platform, HOST)
        environment = platform.run("env", "--app", "web1", "--shell", "dotenv").stdout
        line = next(one for one in environment.splitlines() if one.startswith("MSI_SECRET="))
        self._secret = line.partition("=")[2].strip("\"'")

    def set(self, seconds: float) -> None:
        """Move the server's clock away from the right time, as one write to the file."""
        partial = self._offset.with_suffix(".partial")
        partial.write_text(str(seconds))
        partial.replace(self._offset)

    def token(self) -> dict[str, str]:
        answer = self.platform.send_plain(
            "GET",
            self.platform.ports["token"],
            "/msi/token?api-version=2019-08-01&resource=https://vault.azure.net",
            headers=[("X-IDENTITY-HEADER", self._secret)],
        )
        assert answer.status == 200, answer.body
        found: dict[str, str] = answer.json()
        return found

    def asked(self, token: str) -> tuple[int, str]:
        """Status and message of the vault."""
        request = (
            f"GET /secrets?api-version=7.5 HTTP/1.1\r\nHost: {HOST}\r\n"
            f"Authorization: Bearer {token}\r\n\r\n"
        )
        reply = self.vault.send(request.encode()).reply()
        return reply.status, reply.json().get("error", {}).get("message", "")


@pytest.fixture
def shifted(home: Platform, tmp_path: Path) -> Iterator[Shifted]:
    prepare(home)
    offset = tmp_path / "offset"
    offset.write_text("0")
    command = tmp_path / "nameplate"
    python = home.command.with_name("python")
    command.write_text(f'#!/bin/sh\nexec "{python}" "{SHIFTED}" "{offset}" "$@"\n')
    command.chmod(0o700)
    with Platform(home.home, command) as served:
        shifted = Shifted(served, offset)
        with shifted.vault:
            yield shifted


def test_a_token_ends_when_its_time_has_come_and_the_app_gets_another(shifted: Shifted) -> None:
    first = shifted.token()
    assert shifted.asked(first["access_token"])[0] == 200

    shifted.set(25 * HOUR)

    status, message = shifted.asked(first["access_token"])
    assert status == 401
    assert "IDX10223: Lifetime validation failed. The token is expired." in message


def test_a_token_of_the_future_is_refused_and_the_app_gets_one_of_now(shifted: Shifted) -> None:
    """The clock went back by hours: what is in every cache is from the future."""
    first = shifted.token()

    shifted.set(-3 * HOUR)

    status, message = shifted.asked(first["access_token"])
    assert status == 401
    assert "IDX10222: Lifetime validation failed. The token is not yet valid." in message
    fresh = shifted.token()
    assert fresh["access_token"] != first["access_token"]
    assert float(fresh["expires_on"]) < time.time() - 3 * HOUR + 25 * HOUR
    assert shifted.asked(fresh["access_token"])[0] == 200


def test_after_the_clock_is_right_again_all_is_as_before(shifted: Shifted) -> None:
    first = shifted.token()
    for seconds in (-3 * HOUR, 3 * HOUR, 0):
        shifted.set(seconds)
        token = shifted.token()["access_token"]
        assert shifted.asked(token)[0] == 200, seconds

    assert shifted.asked(first["access_token"])[0] == 200


def test_what_was_written_before_the_clock_went_back_can_be_changed_after(
    shifted: Shifted,
) -> None:
    """Versions, deletions and the trail do not rest on a clock that only goes forward."""
    platform, vault = shifted.platform, ("--vault-name", "acceptance", "-n", "s")
    platform.run("keyvault", "secret", "set", *vault, "--value", "before")

    shifted.set(-0.5 * HOUR)

    platform.run("keyvault", "secret", "set", *vault, "--value", "after")
    shown = platform.json("keyvault", "secret", "show", *vault)
    assert shown["value"] == "after"
    platform.run("keyvault", "secret", "delete", *vault)
    platform.run("keyvault", "secret", "recover", *vault)
    assert platform.json("keyvault", "secret", "show", *vault)["value"] == "after"
    assert platform.json("audit", "verify")["intact"]

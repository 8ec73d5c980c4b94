"""Two hundred tests of the fixture, each of which changes what the others see as it was."""

import os

import pytest

from nameplate.testing import App, Platform


@pytest.mark.parametrize("number", range(200))
def test_a_secret_is_as_it_was(nameplate: Platform, web1: App, number: int) -> None:
    vault = nameplate.vault("contoso")
    assert vault.secret("db-password").value == "hunter2"
    vault.secret("db-password", f"number {number}")
    with web1.activated():
        assert os.environ["WEBSITE_SITE_NAME"] == "web1"
    assert "IDENTITY_ENDPOINT" not in os.environ

"""A platform in this process: it is what a test makes of it, and as before when the test ends."""

import os
import urllib.error
from pathlib import Path

import pytest

from nameplate.core.errors import NotFound
from nameplate.testing.platform import Platform
from tests.testing import asking


def test_the_main_job(platform: Platform) -> None:
    vault = platform.vault("contoso")
    vault.secret("db-password", "hunter2")
    app = platform.webapp("web1").allow(vault="contoso", secrets=["get"])

    with app.activated():
        status, document = asking.secret(vault, "db-password", asking.token())

    assert (status, document["value"]) == (200, "hunter2")


def test_everything_is_as_it_was_when_a_test_ends(shared: Platform) -> None:
    """Also what stood there before, and was changed meanwhile."""
    with shared.kept():
        vault = shared.vault("lasting")
        vault.secret("one", "first")
        with shared.kept():
            app = shared.webapp("web1").allow(vault="lasting", secrets=["get"])
            vault.secret("one", "second")
            vault.secret("two", "2")
            vault.delete("two")
            shared.clock.advance(days=1)
            with app.activated():
                asking.token()
        assert shared.clock.ahead == 0
        assert len(shared.activity) == 0
        assert vault.secret("one").value == "first"
        assert vault.secrets() == ["one"]
    with pytest.raises(NotFound):
        vault.secret("one")


def test_an_app_is_the_same_one_each_time(shared: Platform) -> None:
    """So that a credential which outlives a test keeps a token that is good, and a secret."""
    seen = set()
    for _ in range(2):
        with shared.kept():
            app = shared.webapp("web1")
            with app.activated():
                seen.add((app.principal_id, os.environ["IDENTITY_HEADER"], asking.token()))
    assert len(seen) == 1


def test_an_app_that_is_gone_is_nobody(shared: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a process of an earlier test still holds."""
    with shared.kept(), shared.webapp("passing").activated():
        held = {name: os.environ[name] for name in ("IDENTITY_ENDPOINT", "IDENTITY_HEADER")}
        assert asking.token()
    for name, text in held.items():
        monkeypatch.setenv(name, text)
    with shared.kept(), pytest.raises(urllib.error.HTTPError):
        asking.token()


def test_a_secret_that_was_deleted_is_there_again(shared: Platform) -> None:
    with shared.kept():
        vault = shared.vault("lasting")
        vault.secret("one", "first")
        for _ in range(2):
            with shared.kept():
                vault.delete("one")
                assert vault.secrets() == []
            assert vault.secret("one").value == "first"


def test_what_is_set_up_between_tests_stays(shared: Platform) -> None:
    """Whether a cache holds it or not."""
    with shared.kept():
        vault = shared.vault("lasting")
        with shared.kept():
            vault.secret("one", "passing")
        vault.secret("one", "stays")
        app = shared.webapp("web1")
        with shared.kept():
            app.allow(vault="lasting", secrets=["get"])
            vault.secret("one", "passing")
        with app.activated():
            status, _ = asking.secret(vault, "one", asking.token())
        assert status == 403
        assert vault.secret("one").value == "stays"


def test_an_app_stays_active_until_the_test_ends(shared: Platform) -> None:
    with shared.kept():
        shared.activate(shared.functionapp("f1"))
        assert os.environ["WEBSITE_SITE_NAME"] == "f1"
    assert "WEBSITE_SITE_NAME" not in os.environ


def test_short_tokens(platform: Platform) -> None:
    platform.activate(platform.webapp("web1"))
    with platform.token_lifetime(seconds=30) as shortened:
        first, second = asking.token(), asking.token()
    assert first != second
    assert shortened.met == 2
    assert asking.token() == asking.token()


def test_faults_of_one_test_are_not_those_of_the_next(shared: Platform) -> None:
    with shared.kept():
        shared.activate(shared.webapp("web1"))
        left_open = shared.fault("token:500,times=always")
        left_open.__enter__()
        with pytest.raises(urllib.error.HTTPError, match="500"):
            asking.token()
    with shared.kept():
        shared.activate(shared.webapp("web1"))
        assert asking.token()


def test_its_folder_goes_with_it_and_it_can_be_used_no_more() -> None:
    with Platform({"token_lifetime": 120}) as platform:
        home = platform.vault("contoso")._service.server.settings.home.root
        assert platform.tenant_id
        assert platform.cloud.vault_suffix == "vault.azure.net"
        assert Path(home).exists()
    assert not Path(home).parent.exists()
    with pytest.raises(RuntimeError, match="not running"):
        platform.vault("contoso")

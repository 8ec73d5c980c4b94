"""An app's environment in this process."""

import os
import urllib.error

import pytest

from nameplate.core.errors import BadRequest
from nameplate.testing.platform import Platform
from tests.testing import asking

OURS = (
    "IDENTITY_ENDPOINT",
    "HTTPS_PROXY",
    "SSL_CERT_FILE",
    "WEBSITE_SITE_NAME",
    "REQUESTS_CA_BUNDLE",
)


def test_what_was_there_comes_back(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_CLIENT_ID", "somebody else")
    monkeypatch.setenv("NO_PROXY", "internal.example")
    before = dict(os.environ)

    with platform.webapp("web1").settings(LEVEL="debug").activated():
        assert all(name in os.environ for name in OURS)
        assert os.environ["LEVEL"] == "debug"
        assert "AZURE_CLIENT_ID" not in os.environ
    assert dict(os.environ) == before

    with pytest.raises(ZeroDivisionError), platform.webapp("web1").activated():
        os.environ["MADE"] = str(1 // 0)
    assert dict(os.environ) == before


def test_one_app_inside_another(platform: Platform) -> None:
    """Nothing of the outer one is left in the inner one."""
    outer = platform.webapp("outer").settings(ONLY="outer")
    inner = platform.webapp("inner")
    with outer.activated():
        header = os.environ["IDENTITY_HEADER"]
        with inner.activated():
            assert os.environ["WEBSITE_SITE_NAME"] == "inner"
            assert "ONLY" not in os.environ
            assert os.environ["IDENTITY_HEADER"] != header
        assert os.environ["IDENTITY_HEADER"] == header


def test_without_an_identity_there_is_no_endpoint(platform: Platform) -> None:
    with platform.webapp("plain", identity=False).activated():
        assert "IDENTITY_ENDPOINT" not in os.environ
        assert "HTTPS_PROXY" in os.environ


def test_another_source(platform: Platform) -> None:
    app = platform.webapp("web1")
    with app.activated(source="imds"):
        assert "/imds/" in os.environ["AZURE_POD_IDENTITY_AUTHORITY_HOST"]
        assert "IDENTITY_ENDPOINT" not in os.environ
    with pytest.raises(BadRequest, match="must be one of"), app.activated(source="moon"):
        pass


def test_an_app_that_is_gone_cannot_be_activated(shared: Platform) -> None:
    with shared.kept():
        app = shared.webapp("gone")
    with pytest.raises(LookupError, match="not there"), app.activated():
        pass


def test_a_user_assigned_identity(platform: Platform) -> None:
    identity = platform.identity("shared")
    with platform.webapp("web1", identity=False).assign(identity).activated():
        assert asking.token(client_id=identity.client_id)
        with pytest.raises(urllib.error.HTTPError):
            asking.token()


def test_an_environment_is_made_anew_for_whatever_changed(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A setting, what was there before, how the identity is found; and the port is never kept."""
    app, seen = platform.webapp("web1").settings(LEVEL="one"), list[tuple[str | None, ...]]()
    for change in (
        lambda: None,
        lambda: app.settings(LEVEL="two"),
        lambda: monkeypatch.setenv("OUTSIDE", "new"),
    ):
        change()
        with app.activated():
            seen.append((os.environ["LEVEL"], os.environ.get("OUTSIDE")))
            assert os.environ["PORT"] == os.environ["SERVER_PORT"] != "0"
    assert seen == [("one", None), ("two", None), ("two", "new")]
    with app.activated(source="imds"):
        assert "IDENTITY_ENDPOINT" not in os.environ
        assert "SERVER_PORT" not in os.environ
        assert os.environ["PORT"] != "0"
    with app.activated():
        assert "IDENTITY_ENDPOINT" in os.environ


def test_what_pytest_says_of_itself_is_left_alone(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_CURRENT_TEST", "one (call)")
    with platform.webapp("web1").activated():
        assert os.environ["PYTEST_CURRENT_TEST"] == "one (call)"
        os.environ["PYTEST_CURRENT_TEST"] = "one (teardown)"
    assert os.environ["PYTEST_CURRENT_TEST"] == "one (teardown)"

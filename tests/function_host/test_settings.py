"""Settings."""

from pathlib import Path

import pytest

from nameplate_functions.failures import AppProblem
from nameplate_functions.settings import Settings


def test_names_are_found_in_any_case_and_spelling() -> None:
    settings = Settings({"Queue__Name": "orders"})

    assert settings.get("queue__name") == "orders"
    assert settings.get("Queue:Name") == "orders"
    assert settings.get("other") is None
    assert settings.section("Queue") == {"name": "orders"}


def test_references_are_resolved() -> None:
    settings = Settings({"Q": "orders"})

    assert settings.resolve("%Q%-new", what="queueName") == "orders-new"
    with pytest.raises(AppProblem, match="queueName: '%X%'"):
        settings.resolve("%X%", what="queueName")


def test_flags_and_numbers() -> None:
    settings = Settings({"A": "true", "B": "0", "C": "8", "D": "x", "E": " "})

    assert (settings.flag("A"), settings.flag("B"), settings.flag("nobody")) == (True, False, False)
    assert (settings.number("C"), settings.number("E"), settings.number("nobody")) == (
        8,
        None,
        None,
    )
    with pytest.raises(AppProblem, match="setting D"):
        settings.number("D")


def test_what_the_platform_says() -> None:
    settings = Settings({"PORT": "8123", "WEBSITE_SITE_NAME": "web 1", "XDG_STATE_HOME": "/state"})

    assert settings.port == 8123
    assert Settings({}).port == 7071
    folder = settings.data_folder(Path("/apps/orders"))
    assert folder == Path("/state/nameplate-functions/web_1-orders")


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERS", "here")

    assert Settings.from_environment().get("ORDERS") == "here"

"""Keys of function apps: what the host says; one that is not there is said to be not there."""

from collections.abc import Callable
from typing import Any

import pytest

from nameplate.cli.functionapp_keys import COMMANDS
from tests.cli.conftest import Nameplate

Made = Callable[..., Any]
KEY = ("--key-type", "functionKeys", "--key-name", "team")
OWN = ("--function-name", "hello")


@pytest.mark.parametrize(
    "words",
    [
        ("keys", "list"),
        ("keys", "set", *KEY, "--key-value", "chosen"),
        ("keys", "delete", *KEY),
        ("function", "list"),
        ("function", "show", *OWN),
        ("function", "keys", "list", *OWN),
        ("function", "keys", "set", *OWN, "--key-name", "team"),
        ("function", "keys", "delete", *OWN, "--key-name", "team"),
    ],
)
def test_an_app_without_content_has_no_keys(
    nameplate: Nameplate, made: Made, words: tuple[str, ...]
) -> None:
    made("functionapp", "create", "-n", "keys1")

    ran = nameplate("functionapp", *words, "-n", "keys1")

    assert ran.status == 1
    assert "(ServiceUnavailable) from host runtime. The app does not run (NoContent" in ran.err
    made("functionapp", "delete", "-n", "keys1")


def test_every_command_is_of_function_apps() -> None:
    assert all(command.words.startswith("functionapp ") for command in COMMANDS)

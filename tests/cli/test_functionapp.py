"""Function apps have the commands of other apps, under their own word."""

from collections.abc import Callable
from typing import Any

from nameplate.cli.functionapp import COMMANDS

Made = Callable[..., Any]


def test_function_apps_are_listed_alone(made: Made) -> None:
    app = made("functionapp", "create", "-n", "jobs1", "--assign-identity")
    assert app["kind"] == "functionapp,linux"
    assert app["identity"]["type"] == "SystemAssigned"
    made("webapp", "create", "-n", "page1")
    assert [each["name"] for each in made("functionapp", "list")] == ["jobs1"]
    assert made("functionapp", "show", "-n", "jobs1")["kind"] == "functionapp,linux"
    for word, name in (("functionapp", "jobs1"), ("webapp", "page1")):
        made(word, "delete", "-n", name)


def test_every_command_speaks_of_function_apps() -> None:
    words = {command.words for command in COMMANDS}
    wanted = {"create", "up", "delete", "deployment source config-zip", "log tail", "restart"}
    assert {f"functionapp {each}" for each in wanted} <= words
    assert all(each.startswith("functionapp ") for each in words)
    assert not any("webapp" in command.example for command in COMMANDS)

"""Resource groups by az's words."""

from collections.abc import Callable
from typing import Any

from tests.cli.conftest import Nameplate


def test_a_group_is_created_shown_listed_and_deleted(
    nameplate: Nameplate, made: Callable[..., Any]
) -> None:
    group = made("group", "create", "-n", "scratch", "-l", "northeurope", "--tags", "a=b", "c")
    assert group["name"] == "scratch"
    assert group["location"] == "northeurope"
    assert group["tags"] == {"a": "b", "c": ""}
    assert group["properties"]["provisioningState"] == "Succeeded"
    assert made("group", "show", "-g", "scratch") == group
    assert "scratch" in [one["name"] for one in made("group", "list")]
    made("group", "delete", "-n", "scratch", "--yes")
    assert nameplate("group", "show", "-n", "scratch").status == 3


def test_without_a_terminal_deleting_wants_yes(nameplate: Nameplate) -> None:
    ran = nameplate("group", "delete", "-n", "scratch")
    assert ran.status == 2
    assert "--yes" in ran.err


def test_what_is_missing_is_an_error_with_code_and_status_3(nameplate: Nameplate) -> None:
    ran = nameplate("group", "show", "-n", "nowhere")
    assert ran.status == 3
    assert ran.out == ""
    assert ran.err.startswith("ERROR: (ResourceGroupNotFound) ")


def test_whether_a_group_is_there(made: Callable[..., Any]) -> None:
    made("group", "create", "-n", "there")
    assert made("group", "exists", "-n", "there") is True
    assert made("group", "exists", "-n", "not-there") is False


def test_a_group_is_exported_as_a_template(made: Callable[..., Any]) -> None:
    made("webapp", "create", "-n", "exported1", "-g", "exported")
    template = made("group", "export", "-n", "exported", "--skip-all-params")
    assert "deploymentTemplate.json" in template["$schema"]
    assert "exported1" in [each["name"] for each in template["resources"]]
    parametrised = made("group", "export", "-n", "exported")
    assert parametrised["parameters"]

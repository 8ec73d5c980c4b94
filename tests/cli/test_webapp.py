"""Apps by az's words."""

from collections.abc import Callable
from typing import Any

from tests.cli.conftest import Nameplate

Made = Callable[..., Any]


def test_an_app_is_printed_flattened(made: Made) -> None:
    app = made("webapp", "create", "-n", "flat1", "--tags", "k=v")
    assert app["name"] == "flat1"
    assert app["resourceGroup"] == "local"
    assert app["state"] == "Running"
    assert app["defaultHostName"].startswith("flat1.")
    assert app["tags"] == {"k": "v"}
    assert "properties" not in app
    assert app.get("identity") is None


def test_assign_identity_alone_means_the_system_assigned_one(made: Made) -> None:
    app = made("webapp", "create", "-n", "ident1", "--assign-identity")
    assert app["identity"]["type"] == "SystemAssigned"
    assert app["identity"]["principalId"]


def test_a_second_create_takes_nothing_away(made: Made) -> None:
    first = made("webapp", "create", "-n", "twice1", "--assign-identity")
    second = made("webapp", "create", "-n", "twice1", "--tags", "new=1")
    assert second["identity"] == first["identity"]
    assert second["tags"] == {"new": "1"}


def test_an_app_of_another_group_is_found_by_its_name(made: Made, nameplate: Nameplate) -> None:
    made("webapp", "create", "-n", "apart1", "-g", "other")
    assert made("webapp", "show", "-n", "apart1")["resourceGroup"] == "other"
    assert [one["name"] for one in made("webapp", "list", "-g", "other")] == ["apart1"]
    assert nameplate("webapp", "show", "-n", "apart1", "-g", "local").status == 3


def test_a_deleted_app_is_gone(made: Made, nameplate: Nameplate) -> None:
    made("webapp", "create", "-n", "gone1")
    assert made("webapp", "delete", "-n", "gone1") is None
    ran = nameplate("webapp", "show", "-n", "gone1")
    assert ran.status == 3
    assert "gone1" in ran.err

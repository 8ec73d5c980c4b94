"""Resources of every type: listed, shown and deleted by names or ids."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nameplate.cli.control_plane import ControlPlane
from nameplate.cli.failures import CommandFailure
from nameplate.cli.resource import newest_version
from nameplate.core.resource_id import ResourceId
from tests.cli.conftest import Nameplate
from tests.fakes.operator_api import FakeOperatorApi

Made = Callable[..., Any]
SITES = ("--resource-type", "Microsoft.Web/sites")


def test_a_resource_is_found_by_type_group_name_and_tag(made: Made) -> None:
    made("webapp", "create", "-n", "res-a1", "-g", "res-g1", "--tags", "team=a", "x=1")
    for words in (
        ("-g", "res-g1"),
        ("-n", "res-a1", *SITES),
        ("-n", "res-a1", "--namespace", "Microsoft.Web", "--resource-type", "sites"),
        ("-g", "res-g1", "--tag", "team=a"),
        ("-g", "res-g1", "--tag", "x", "-l", "westeurope"),
    ):
        found = made("resource", "list", *words)
        assert [(one["name"], one["resourceGroup"]) for one in found] == [("res-a1", "res-g1")]
    assert made("resource", "list", "-g", "res-g1", "--tag", "team=b") == []


def test_a_resource_is_shown_and_deleted_by_names_or_ids(made: Made, nameplate: Nameplate) -> None:
    for name in ("res-a2", "res-a3"):
        made("webapp", "create", "-n", name)
    shown = made("resource", "show", "-n", "res-a2", *SITES)
    assert shown["properties"]["state"] == "Running"
    both = made("resource", "show", "--ids", shown["id"], shown["id"].replace("res-a2", "res-a3"))
    assert [one["name"] for one in both] == ["res-a2", "res-a3"]
    made("resource", "delete", "--ids", *(one["id"] for one in both))
    assert nameplate("resource", "show", "-n", "res-a2", *SITES).status == 3


def test_what_is_below_another_has_its_parent_named(made: Made) -> None:
    made("webapp", "create", "-n", "res-a4")
    words = ("--namespace", "Microsoft.Web", "--resource-type", "config")
    made("resource", "show", "-n", "web", "--parent", "sites/res-a4", *words)


@pytest.mark.parametrize(
    "words", [(), ("-n", "x"), ("-n", "x", "--resource-type", "sites"), ("--ids", "/a", "-n", "x")]
)
def test_half_a_name_is_wrong_usage(nameplate: Nameplate, words: tuple[str, ...]) -> None:
    assert nameplate("resource", "show", *words).status == 2


def test_previews_are_chosen_only_where_there_is_nothing_else(tmp_path: Path) -> None:
    def chosen(*versions: str) -> str:
        kinds = [{"resourceType": "B/c", "apiVersions": list(versions)}]
        plane = ControlPlane(FakeOperatorApi(tmp_path, {"resourceTypes": kinds}), "s")
        return newest_version(plane, ResourceId.parse("/subscriptions/s/providers/A/b/x/c/y"))

    assert chosen("2020-01-01", "2021-01-01", "2022-01-01-preview") == "2021-01-01"
    assert chosen("2020-01-01-preview", "2021-01-01-preview") == "2021-01-01-preview"
    with pytest.raises(CommandFailure, match="not served"):
        newest_version(
            ControlPlane(FakeOperatorApi(tmp_path, {"resourceTypes": []}), "s"),
            ResourceId.parse("/subscriptions/s/providers/A/b/x"),
        )

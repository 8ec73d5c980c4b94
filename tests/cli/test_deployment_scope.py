"""Where deployments stand, by the levels that az has words for."""

from argparse import Namespace
from contextlib import ExitStack
from pathlib import Path

import pytest

from nameplate.cli.command import Invocation
from nameplate.cli.deployment_scope import (
    IN_GROUP,
    LEVELS,
    around,
    deployment_id,
    ensure_group,
    level_of,
    scope_of,
    shown,
    words_of,
)
from nameplate.cli.failures import ServiceFailure
from tests.fakes.operator_api import FakeOperatorApi, connection_over


def call_over(api: FakeOperatorApi, folder: Path) -> Invocation:
    arguments = Namespace(resource_group="g", location="l", management_group_id="m", home=None)
    call = Invocation(arguments, {"NAMEPLATE_HOME": str(folder)}, ExitStack())
    vars(call)["connection"] = connection_over(api, folder)
    return call


def test_every_level_has_its_scope_and_its_location(tmp_path: Path) -> None:
    call = call_over(FakeOperatorApi(tmp_path), tmp_path)
    assert [scope_of(call, level) for level in LEVELS] == [
        "/subscriptions/subscription/resourceGroups/g",
        "/subscriptions/subscription",
        "/providers/Microsoft.Management/managementGroups/m",
        "",
    ]
    assert [around(call, level) for level in LEVELS] == [{}, *[{"location": "l"}] * 3]
    assert deployment_id("", "a b") == "/providers/Microsoft.Resources/deployments/a%20b"


def test_a_command_about_a_deployment_is_known_from_its_id(tmp_path: Path) -> None:
    call = call_over(FakeOperatorApi(tmp_path), tmp_path)
    found = [words_of(deployment_id(scope_of(call, level), "d"), "show") for level in LEVELS]
    assert [words.removeprefix("nameplate deployment ") for words in found] == [
        "group show -g g -n d",
        "sub show -n d",
        "mg show -m m -n d",
        "tenant show -n d",
    ]


@pytest.mark.parametrize(
    ("schema", "word"),
    [
        ("", "group"),
        ("https://x/2019-04-01/deploymenttemplate.json#", "group"),
        ("https://x/2018-05-01/subscriptiondeploymenttemplate.json#", "sub"),
        ("https://x/2019-08-01/managementgroupdeploymenttemplate.json#", "mg"),
        ("https://x/2019-08-01/tenantdeploymenttemplate.json#", "tenant"),
    ],
)
def test_a_schema_names_its_level(schema: str, word: str) -> None:
    assert level_of(schema).word == word
    assert level_of("") == IN_GROUP


def test_only_a_group_that_is_missing_is_made(tmp_path: Path) -> None:
    absent = ServiceFailure("ResourceGroupNotFound", "no", http_status=404)
    api = FakeOperatorApi(tmp_path, absent, {})
    ensure_group(call_over(api, tmp_path))
    assert [method for method, _, _ in api.calls] == ["GET", "PUT"]
    there = FakeOperatorApi(tmp_path, {})
    ensure_group(call_over(there, tmp_path))
    assert len(there.calls) == 1
    refused = FakeOperatorApi(tmp_path, ServiceFailure("No", "no", http_status=403))
    with pytest.raises(ServiceFailure):
        ensure_group(call_over(refused, tmp_path))


def test_a_deployment_is_shown_with_its_group() -> None:
    name = "providers/Microsoft.Resources/deployments/d"
    assert shown({"id": f"/subscriptions/s/resourceGroups/g/{name}"})["resourceGroup"] == "g"
    assert "resourceGroup" not in shown({"id": f"/subscriptions/s/{name}"})
    assert "resourceGroup" not in shown({"id": f"/{name}"})
    assert shown({}) == {}

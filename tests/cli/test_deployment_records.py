"""Deployments afterwards: shown, listed, forgotten, cancelled, exported, waited for."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from nameplate.cli.command import Invocation
from nameplate.cli.failures import CommandFailure, ServiceFailure
from nameplate.cli.grammar import parser_for
from tests.cli.conftest import Nameplate
from tests.fakes.operator_api import FakeOperatorApi, connection_over

GROUP = "/subscriptions/subscription/resourceGroups/local"
TARGET = f"{GROUP}/providers/Microsoft.Resources/deployments/main"
ABSENT = ServiceFailure("DeploymentNotFound", "no", http_status=404)


def deployment(state: str = "Succeeded") -> dict[str, Any]:
    return {"id": TARGET, "name": "main", "properties": {"provisioningState": state}}


def run(folder: Path, line: str, *answers: dict[str, Any] | CommandFailure) -> tuple[Any, Any]:
    words = ["deployment", *line.split(), "--home", str(folder)]
    arguments = parser_for("deployment", "0").parse_args(words)
    call = Invocation(arguments, {}, ExitStack())
    api = FakeOperatorApi(folder, *answers)
    vars(call)["connection"] = connection_over(api, folder)
    result = arguments.leaf.action(call)
    calls = [(method, url.partition(".com")[2].partition("?")[0]) for method, url, _ in api.calls]
    return result, calls


def test_one_is_shown_with_its_group(tmp_path: Path) -> None:
    result, calls = run(tmp_path, "group show -n main", deployment())
    assert result["resourceGroup"] == "local"
    assert calls == [("GET", TARGET)]


def test_all_are_listed_where_az_lists_them(tmp_path: Path) -> None:
    page = {"value": [deployment()]}
    result, calls = run(tmp_path, "group list --filter x", page)
    assert [one["name"] for one in result] == ["main"]
    assert calls == [("GET", TARGET.removesuffix("main"))]
    assert run(tmp_path, "tenant list", page)[1][0][1].startswith("/providers/")


def test_one_is_forgotten_cancelled_and_exported(tmp_path: Path) -> None:
    for more in ("", " --no-wait"):
        result, calls = run(tmp_path, f"group delete -n main{more}", {})
        assert (result, calls) == (None, [("DELETE", TARGET)])
    assert run(tmp_path, "group cancel -n main", {})[1] == [("POST", f"{TARGET}/cancel")]
    result, _ = run(tmp_path, "group export -n main", {"template": {"resources": []}})
    assert result == {"resources": []}


@pytest.mark.parametrize("words", ["operation group list", "group operation list"])
def test_operations_are_listed_in_both_grammars(tmp_path: Path, words: str) -> None:
    page = {"value": [{"id": f"{TARGET}/operations/1", "operationId": "1"}]}
    result, calls = run(tmp_path, f"{words} -n main", page)
    assert result[0]["resourceGroup"] == "local"
    assert calls == [("GET", f"{TARGET}/operations")]


def test_a_state_is_waited_for(tmp_path: Path) -> None:
    quick = "group wait -n main --interval 0"
    answers = (ABSENT, deployment("Running"), deployment())
    assert len(run(tmp_path, f"{quick} --created", *answers)[1]) == 3
    assert len(run(tmp_path, f"{quick} --exists", ABSENT, deployment("Running"))[1]) == 2
    assert len(run(tmp_path, f"{quick} --deleted", deployment(), ABSENT)[1]) == 2
    custom = f"{quick} --custom properties.provisioningState=='Running'"
    assert len(run(tmp_path, custom, deployment(), deployment("Running"))[1]) == 2


def test_waiting_ends_when_it_failed_or_takes_too_long(tmp_path: Path) -> None:
    with pytest.raises(CommandFailure, match="'main' is Failed"):
        run(tmp_path, "group wait -n main --updated", deployment("Failed"))
    with pytest.raises(CommandFailure, match="timed out"):
        run(tmp_path, "group wait -n main --created --timeout 0", deployment("Running"))
    refused = ServiceFailure("AuthorizationFailed", "no", http_status=403)
    with pytest.raises(ServiceFailure):
        run(tmp_path, "group wait -n main --deleted", refused)


@pytest.mark.parametrize("more", ["", "--created --deleted"])
def test_one_state_has_to_be_named(tmp_path: Path, more: str) -> None:
    with pytest.raises(CommandFailure, match="what to wait for") as caught:
        run(tmp_path, f"group wait -n main {more}")
    assert caught.value.status == 2


SCHEMAS = "https://schema.management.azure.com/schemas"
GROUPS = {
    "$schema": f"{SCHEMAS}/2018-05-01/subscriptionDeploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "resources": [
        {
            "type": "Microsoft.Resources/resourceGroups",
            "apiVersion": "2024-11-01",
            "name": "recorded",
            "location": "westeurope",
        }
    ],
    "outputs": {"made": {"type": "string", "value": "yes"}},
}
NOTHING = {**GROUPS, "resources": []}


@pytest.mark.parametrize(
    ("level", "template", "count"), [("sub", GROUPS, 2), ("mg", NOTHING, 1), ("tenant", NOTHING, 1)]
)
def test_the_server_keeps_them_at_every_level(
    made: Callable[..., Any],
    nameplate: Nameplate,
    tmp_path: Path,
    level: str,
    template: dict[str, Any],
    count: int,
) -> None:
    file = tmp_path / "levels.json"
    file.write_text(json.dumps(template))
    where = ("-m", made("account", "show")["tenantId"]) if level == "mg" else ()
    words, one = ("deployment", level), (*where, "-n", "levels")
    done = made(*words, "create", *where, "-f", str(file))
    assert done["properties"]["outputs"]["made"]["value"] == "yes"
    assert made(*words, "show", *one) == done
    assert "levels" in [each["name"] for each in made(*words, "list", *where)]
    assert made(*words, "export", *one)["outputs"] == template["outputs"]
    assert len(made("deployment", "operation", level, "list", *one)) == count
    made(*words, "wait", *one, "--created")
    made(*words, "delete", *one)
    assert nameplate(*words, "show", *one).status == 3

"""A failed deployment names every resource that failed and why, however deep that is."""

import json
from pathlib import Path
from typing import Any

from nameplate.cli.control_plane import ControlPlane
from nameplate.cli.deployment_failure import deployment_failure
from nameplate.cli.deployment_operations import Operation
from nameplate.cli.failures import CommandFailure, render
from tests.fakes.operator_api import FakeOperatorApi

SITE = {"resourceType": "Microsoft.Web/sites", "resourceName": "web1", "id": "/web1"}
INNER = {
    "properties": {
        "provisioningState": "Failed",
        "targetResource": SITE,
        "statusMessage": {"error": {"code": "Conflict", "message": "The name is taken."}},
    }
}


def deployment(error: dict[str, Any] | None) -> dict[str, Any]:
    return {"name": "d", "properties": {"provisioningState": "Failed", "error": error}}


def operation(kind: str, message: Any, state: str = "Failed") -> Operation:
    return Operation("1", "Create", state, "/target", kind, "name", None, message)


def said(folder: Path, error: Any, *operations: Operation, answers: Any = ()) -> str:
    plane = ControlPlane(FakeOperatorApi(folder, *answers), "s")
    return render(deployment_failure(plane, deployment(error), operations))


def test_each_failing_resource_is_named(tmp_path: Path) -> None:
    error = {"code": "DeploymentFailed", "message": "At least one failed."}
    vault = {"error": {"code": "Bad", "message": "no", "details": [{"code": "D", "message": "x"}]}}
    text = said(
        tmp_path,
        error,
        operation("Microsoft.KeyVault/vaults", vault),
        operation("Microsoft.Web/sites", None, state="Succeeded"),
        operation("", json.dumps({"error": {"code": "Out", "message": "puts"}})),
    )
    assert text.splitlines() == [
        "ERROR: (DeploymentFailed) At least one failed.",
        "  Microsoft.KeyVault/vaults 'name': (Bad) no",
        "    (D) x",
        "  Create: (Out) puts",
    ]


def test_a_nested_deployments_own_failures_are_named(tmp_path: Path) -> None:
    nested = operation("Microsoft.Resources/deployments", {"error": {"code": "DeploymentFailed"}})
    text = said(tmp_path, {"code": "C", "message": "m"}, nested, answers=[{"value": [INNER]}])
    assert text.splitlines()[1:] == [
        "  Microsoft.Resources/deployments 'name': (DeploymentFailed) it failed",
        "    Microsoft.Web/sites 'web1': (Conflict) The name is taken.",
    ]


def test_a_nested_deployment_that_never_began_has_its_error(tmp_path: Path) -> None:
    message = {"error": {"code": "Invalid", "message": "no", "details": [{"message": "why"}]}}
    nested = operation("Microsoft.Resources/deployments", message)
    text = said(tmp_path, None, nested, answers=[CommandFailure("not found")])
    assert text.splitlines() == [
        "ERROR: (DeploymentFailed) The deployment 'd' is Failed.",
        "  Microsoft.Resources/deployments 'name': (Invalid) no",
        "    why",
    ]


def test_without_operations_the_details_are_opened(tmp_path: Path) -> None:
    message = json.dumps({"error": {"code": "Conflict", "message": "taken"}}, indent=2)
    details = [{"code": "Conflict", "message": message, "target": "/web1"}, "odd"]
    text = said(tmp_path, {"code": "DeploymentFailed", "message": "m", "details": details})
    assert text.splitlines()[1:] == ["  /web1: (Conflict) taken"]

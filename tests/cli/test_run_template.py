"""``run --template``: which app it is, and that nothing runs when it cannot be deployed."""

import json
import signal
from argparse import Namespace
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from nameplate.cli.command import EndedEarly, Invocation
from nameplate.cli.failures import CommandFailure, ServiceFailure
from nameplate.cli.run_template import deploy_app, read_template
from nameplate.process.signals import SignalGate
from tests.fakes.operator_api import FakeOperatorApi, connection_over

GROUP = "/subscriptions/subscription/resourceGroups/local"
NONE: dict[str, Any] = {"value": []}


def resource(kind: str, *names: str) -> dict[str, str]:
    types = kind.split("/")[1:]
    path = "/".join(part for pair in zip(types, names, strict=True) for part in pair)
    return {"id": f"{GROUP}/providers/{kind.partition('/')[0]}/{path}", "type": kind}


def site(name: str) -> dict[str, str]:
    return resource("Microsoft.Web/sites", name)


SLOT = resource("Microsoft.Web/sites/slots", "web1", "stage")
NESTED = resource("Microsoft.Resources/deployments", "inner")


def validated(*resources: dict[str, str]) -> dict[str, Any]:
    return {"properties": {"validatedResources": list(resources)}}


def done(*resources: dict[str, str], state: str = "Succeeded") -> dict[str, Any]:
    found = [{"id": each["id"]} for each in resources]
    return {"name": "main", "properties": {"provisioningState": state, "outputResources": found}}


class SilentGate(SignalGate):
    """A gate that nothing comes through, or one end."""

    def __init__(self, end: int | None = None) -> None:
        super().__init__()
        self.end = end

    def take_end(self) -> int | None:
        return self.end


def deploy(
    folder: Path,
    *answers: dict[str, Any] | CommandFailure,
    app: str | None = None,
    end: int | None = None,
    group: str | None = None,
) -> tuple[str | None, FakeOperatorApi]:
    file = folder / "main.json"
    file.write_text(json.dumps({"parameters": {"name": {"type": "string"}}}))
    arguments = Namespace(
        template=str(file),
        parameters=[["name=web1"]],
        app=app,
        resource_group=group,
        home=str(folder),
    )
    call = Invocation(arguments, {}, ExitStack())
    api = FakeOperatorApi(folder, *answers)
    vars(call)["connection"] = connection_over(api, folder)
    return deploy_app(call, read_template(call), SilentGate(end)), api


def test_the_only_app_is_the_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    resources = (site("web1"), SLOT, resource("Microsoft.KeyVault/vaults", "v"))
    found, api = deploy(tmp_path, validated(*resources), {}, done(*resources), NONE)
    assert found == site("web1")["id"]
    assert [method for method, _, _ in api.calls] == ["POST", "PUT", "GET", "GET"]
    assert b'"name": {"value": "web1"}' in api.calls[1][2]
    assert "deployed 'main': 3 resources in" in capsys.readouterr().err


def test_of_several_one_is_named(tmp_path: Path) -> None:
    both = (site("web1"), site("web2"))
    with pytest.raises(CommandFailure, match=r"several apps: .* --app: web1, web2"):
        deploy(tmp_path, validated(*both))
    found, _ = deploy(tmp_path, validated(*both), {}, done(*both), NONE, app="WEB2")
    assert found == site("web2")["id"]


def test_without_an_app_one_has_to_be_named(tmp_path: Path) -> None:
    with pytest.raises(CommandFailure, match="has no app"):
        deploy(tmp_path, validated())
    found, _ = deploy(tmp_path, validated(), {}, done(), NONE, app="other")
    assert found is None


def test_another_app_has_to_be_there(tmp_path: Path) -> None:
    found, _ = deploy(
        tmp_path,
        validated(site("web1")),
        {**site("old"), "name": "old"},
        {},
        done(),
        NONE,
        app="old",
    )
    assert found is None
    absent = ServiceFailure("ResourceNotFound", "no", http_status=404)
    with pytest.raises(CommandFailure, match="no app 'web'; the template has: web1"):
        deploy(tmp_path, validated(site("web1")), absent, NONE, app="web")


def test_the_app_of_a_nested_deployment_is_known_afterwards(tmp_path: Path) -> None:
    found, _ = deploy(tmp_path, validated(NESTED), {}, done(site("web1")), NONE)
    assert found == site("web1")["id"]
    with pytest.raises(CommandFailure, match="has no app"):
        deploy(tmp_path, validated(NESTED), {}, done(), NONE)


def test_the_group_is_made_where_it_is_missing(tmp_path: Path) -> None:
    absent = ServiceFailure("ResourceGroupNotFound", "no", http_status=404)
    one = site("web1")
    _, api = deploy(tmp_path, absent, absent, {}, validated(one), {}, done(one), NONE, group="new")
    assert [method for method, _, _ in api.calls][:4] == ["POST", "GET", "PUT", "POST"]
    assert "/resourceGroups/new?" in api.calls[2][1]


def test_what_is_not_valid_is_not_deployed(tmp_path: Path) -> None:
    invalid = ServiceFailure("InvalidTemplate", "line '3'", http_status=400)
    with pytest.raises(ServiceFailure, match="line '3'"):
        deploy(tmp_path, invalid)


def test_what_fails_runs_nothing(tmp_path: Path) -> None:
    with pytest.raises(ServiceFailure, match="is Failed"):
        deploy(tmp_path, validated(site("a")), {}, done(state="Failed"), NONE)


def test_a_signal_ends_the_wait(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(EndedEarly) as caught:
        deploy(tmp_path, validated(site("a")), {}, end=signal.SIGINT)
    assert caught.value.ending == -signal.SIGINT
    assert "goes on" in capsys.readouterr().err

"""A deployment from its request to its end: made, watched, failed, left."""

import os
from argparse import Namespace
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nameplate.cli.command import Invocation
from nameplate.cli.deployment_progress import Lines, Silence, Table
from nameplate.cli.deployment_run import begin, finish, progress_of
from nameplate.cli.deployment_scope import IN_GROUP, IN_SUBSCRIPTION
from nameplate.cli.failures import CommandFailure, ServiceFailure
from tests.fakes.operator_api import FakeOperatorApi, connection_over

TARGET = "/subscriptions/subscription/resourceGroups/g/providers/Microsoft.Resources/deployments/d"
NO_OPERATIONS: dict[str, Any] = {"value": []}
ABSENT = ServiceFailure("ResourceGroupNotFound", "no group", http_status=404)


def deployment(state: str) -> dict[str, Any]:
    return {"id": TARGET, "name": "d", "properties": {"provisioningState": state}}


def call_over(
    folder: Path, *answers: dict[str, Any] | CommandFailure, embedded: bool = False
) -> tuple[Invocation, FakeOperatorApi]:
    api = FakeOperatorApi(folder, *answers)
    arguments = Namespace(resource_group="g", location="l", home=str(folder))
    call = Invocation(arguments, {}, ExitStack())
    vars(call)["connection"] = replace(connection_over(api, folder), embedded=embedded)
    return call, api


class Seen:
    """Keeps what it was shown."""

    def __init__(self) -> None:
        self.states: list[list[str]] = []

    def show(self, operations: Any) -> None:
        self.states.append([each.state for each in operations])


def operation(state: str) -> dict[str, Any]:
    return {"value": [{"operationId": "1", "properties": {"provisioningState": state}}]}


def test_the_body_is_sent_as_it_is(tmp_path: Path) -> None:
    call, api = call_over(tmp_path, deployment("Accepted"))
    assert begin(call, IN_GROUP, TARGET, b"{raw}")["name"] == "d"
    assert [(method, body) for method, _, body in api.calls] == [("PUT", b"{raw}")]


def test_a_missing_group_is_made_and_nothing_else_is(tmp_path: Path) -> None:
    call, api = call_over(tmp_path, ABSENT, ABSENT, {}, deployment("Accepted"))
    begin(call, IN_GROUP, TARGET, b"{}")
    assert [method for method, _, _ in api.calls] == ["PUT", "GET", "PUT", "PUT"]
    for level, failure in ((IN_SUBSCRIPTION, ABSENT), (IN_GROUP, CommandFailure("x"))):
        call, api = call_over(tmp_path, failure)
        with pytest.raises(CommandFailure):
            begin(call, level, TARGET, b"{}")
        assert len(api.calls) == 1


def test_it_is_watched_to_its_end(tmp_path: Path) -> None:
    call, _ = call_over(
        tmp_path,
        *(deployment("Running"), operation("Running")),
        *(deployment("Succeeded"), operation("Succeeded")),
    )
    seen = Seen()
    assert finish(call, TARGET, seen)["properties"]["provisioningState"] == "Succeeded"
    assert seen.states == [["Running"], ["Succeeded"]]


@pytest.mark.parametrize("state", ["Failed", "Canceled"])
def test_any_other_end_is_a_failure(tmp_path: Path, state: str) -> None:
    call, _ = call_over(tmp_path, deployment(state), NO_OPERATIONS)
    with pytest.raises(ServiceFailure, match=f"is {state}") as caught:
        finish(call, TARGET, Silence())
    assert caught.value.status == 1


def interrupt() -> None:
    raise KeyboardInterrupt


def test_with_an_up_a_deployment_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call, api = call_over(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        finish(call, TARGET, Silence(), interrupt)
    said = capsys.readouterr().err
    assert "the deployment 'd' goes on: `nameplate deployment group show -g g -n d`" in said
    assert api.calls == []


def test_with_a_server_of_our_own_it_is_cancelled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers: tuple[dict[str, Any], ...] = ({}, deployment("Running"), deployment("Canceled"))
    call, api = call_over(tmp_path, *answers, embedded=True)
    with pytest.raises(KeyboardInterrupt):
        finish(call, TARGET, Silence(), interrupt)
    assert "'d' is canceled" in capsys.readouterr().err
    assert [method for method, _, _ in api.calls] == ["POST", "GET", "GET"]


def test_that_it_had_ended_already_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = (CommandFailure("it has ended"), deployment("Succeeded"))
    call, _ = call_over(tmp_path, *answers, embedded=True)
    with pytest.raises(KeyboardInterrupt):
        finish(call, TARGET, Silence(), interrupt)
    assert "'d' is succeeded" in capsys.readouterr().err


def test_a_server_that_is_gone_already_says_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = CommandFailure("does not answer")
    call, _ = call_over(tmp_path, gone, gone, embedded=True)
    with pytest.raises(KeyboardInterrupt):
        finish(call, TARGET, Silence(), interrupt)
    assert capsys.readouterr().err == ""


def test_a_server_that_is_gone_is_the_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call, _ = call_over(tmp_path, CommandFailure("does not answer"))
    with pytest.raises(CommandFailure, match="does not answer"):
        finish(call, TARGET, Silence())
    assert capsys.readouterr().err == ""


def test_progress_is_a_table_only_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call, _ = call_over(tmp_path)
    assert isinstance(progress_of(call), Lines)
    assert isinstance(progress_of(call, lines=False), Silence)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("os.get_terminal_size", lambda _: os.terminal_size((0, 0)))
    monkeypatch.setattr("sys.stderr.fileno", lambda: 2, raising=False)
    table = progress_of(call)
    assert isinstance(table, Table)
    assert (table.columns, table.lines) == (80, 24)
    call.arguments.only_show_errors = True
    assert isinstance(progress_of(call), Silence)

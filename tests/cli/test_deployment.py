"""``deployment create|validate|what-if``: what is asked of the server, and what is printed."""

import io
import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from nameplate.cli import program
from nameplate.cli.command import Command, Invocation
from nameplate.cli.deployment import COMMANDS
from nameplate.cli.deployment_scope import LEVELS
from nameplate.cli.failures import CommandFailure, ServiceFailure
from nameplate.cli.grammar import parser_for
from tests.cli.conftest import Ran
from tests.fakes.operator_api import FakeOperatorApi, connection_over

GROUP = "/subscriptions/subscription/resourceGroups/local"
TARGET = "providers/Microsoft.Resources/deployments/main"
DONE: dict[str, Any] = {
    "id": f"{GROUP}/{TARGET}",
    "name": "main",
    "properties": {"provisioningState": "Succeeded", "outputs": {"a": {"value": 1}}},
}
SITE = f"{GROUP}/providers/Microsoft.Web/sites/web1"
CHANGES: dict[str, Any] = {
    "status": "Succeeded",
    "properties": {
        "changes": [
            {"resourceId": SITE, "changeType": "Create", "after": {"name": "web1"}},
            {"resourceId": f"{SITE}/config/web", "changeType": "Ignore"},
        ]
    },
}
NONE: dict[str, Any] = {"value": []}
BY_WORDS = {command.words: command for command in COMMANDS}


class Bench:
    """Runs commands over answers that are given, in a folder with a template."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.file = folder / "main.json"
        self.file.write_text('{"resources": []}')
        self.capsys = capsys
        self.api = FakeOperatorApi(folder)

    def run(
        self, line: str, *answers: dict[str, Any] | CommandFailure, embedded: bool = False
    ) -> Ran:
        words = [*line.split(), "-f", str(self.file), "--home", str(self.folder)]
        arguments = parser_for("deployment", "0").parse_args(["deployment", *words])
        call = Invocation(arguments, {}, ExitStack())
        self.api = FakeOperatorApi(self.folder, *answers)
        connection = connection_over(self.api, self.folder)
        object.__setattr__(connection, "embedded", embedded)
        vars(call)["connection"] = connection
        self.capsys.readouterr()
        program.show_result(arguments.leaf.action(call), arguments, arguments.leaf)
        written = self.capsys.readouterr()
        return Ran(0, written.out, written.err)

    def sent(self, index: int = 0) -> tuple[str, str, str]:
        method, url, body = self.api.calls[index]
        return method, url.partition("?")[0].partition(".com")[2], body.decode() if body else ""


@pytest.fixture
def bench(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Bench:
    return Bench(tmp_path, capsys)


def test_a_deployment_is_made_watched_and_shown(bench: Bench) -> None:
    ran = bench.run("group create --mode Complete --rollback-on-error", DONE, DONE, NONE)
    assert ran.document["resourceGroup"] == "local"
    method, path, body = bench.sent()
    assert (method, path) == ("PUT", f"{GROUP}/{TARGET}")
    assert body == (
        '{"properties": {"parameters": {}, "mode": "Complete", "onErrorDeployment": '
        '{"type": "LastSuccessful"}, template:{"resources": []}\n}}'
    )


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("group create -g g -n n", "/subscriptions/subscription/resourceGroups/g"),
        ("sub create -n n -l x", "/subscriptions/subscription"),
        ("mg create -n n -m m", "/providers/Microsoft.Management/managementGroups/m"),
        ("tenant create -n n", ""),
    ],
)
def test_every_level_has_its_address(bench: Bench, line: str, path: str) -> None:
    bench.run(line, DONE, DONE, NONE)
    assert bench.sent()[1] == f"{path}/providers/Microsoft.Resources/deployments/n"
    assert bench.sent()[2].startswith('{"location": ') is not line.startswith("group")


def test_a_named_deployment_may_be_what_to_return_to(bench: Bench) -> None:
    bench.run("group create --rollback-on-error good", DONE, DONE, NONE)
    wanted = '{"type": "SpecificDeployment", "deploymentName": "good"}'
    assert wanted in bench.sent()[2]


def test_nobody_waits_only_where_a_server_stays(bench: Bench) -> None:
    bench.run("group create --no-wait", DONE)
    assert len(bench.api.calls) == 1
    bench.run("group create --no-wait", DONE, DONE, NONE, embedded=True)
    assert len(bench.api.calls) == 3


def test_validate_asks_without_deploying(bench: Bench) -> None:
    assert bench.run("group validate", DONE).document["name"] == "main"
    assert bench.sent()[:2] == ("POST", f"{GROUP}/{TARGET}/validate")


def test_only_the_default_group_is_made_for_a_question(bench: Bench) -> None:
    absent = ServiceFailure("ResourceGroupNotFound", "no", http_status=404)
    bench.run("group validate", absent, absent, {}, DONE)
    assert [method for method, _, _ in bench.api.calls] == ["POST", "GET", "PUT", "POST"]
    with pytest.raises(ServiceFailure):
        bench.run("group validate -g elsewhere", absent)


def test_what_if_is_text_unless_a_form_is_asked_for(bench: Bench) -> None:
    ran = bench.run("group what-if", CHANGES)
    assert ran.out.endswith("Resource changes: 1 to create, 1 to ignore.\n")
    assert '"whatIfSettings": {"resultFormat": "FullResourcePayloads"}' in bench.sent()[2]
    for more in ("--no-pretty-print", "-o json", "--query @"):
        document = json.loads(bench.run(f"group what-if {more}", CHANGES).out)
        assert (document["status"], len(document["changes"])) == ("Succeeded", 2)
    rows = bench.run("group what-if -o tsv", CHANGES).out.splitlines()
    assert len(rows) == 2


def test_changes_may_be_left_out_and_ids_be_enough(bench: Bench) -> None:
    ran = bench.run("group what-if -x ignore noChange -r resourceIdOnly", CHANGES)
    assert ran.out.endswith("Resource changes: 1 to create.\n")
    assert '"resultFormat": "ResourceIdOnly"' in bench.sent()[2]
    ran = bench.run("group create --what-if -x Create", CHANGES)
    assert ran.out.endswith("Resource changes: 1 to ignore.\n")


def test_what_if_may_fail(bench: Bench) -> None:
    failed = {"status": "Failed", "error": {"code": "Bad", "message": "no"}}
    with pytest.raises(ServiceFailure, match=r"\(Bad\) no"):
        bench.run("group what-if", failed)


def test_confirming_shows_the_changes_and_asks(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, "yes\n")
    ran = bench.run("group create -c", CHANGES, DONE, DONE, NONE)
    assert "Resource changes: 1 to create" in ran.err
    assert ran.document["name"] == "main"
    answer(monkeypatch, "n\n")
    with pytest.raises(CommandFailure, match="nothing was deployed"):
        bench.run("group create -c", CHANGES)
    quiet = {"status": "Succeeded", "properties": {"changes": CHANGES["properties"]["changes"][1:]}}
    ran = bench.run("group create -c --proceed-if-no-change", quiet, DONE, DONE, NONE)
    assert ran.document["name"] == "main"


def answer(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    stream = io.StringIO(text)
    monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", stream)


def test_without_a_terminal_nobody_confirms(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandFailure, match="no terminal"):
        bench.run("group create -c", CHANGES)


def test_groups_have_modes_and_the_others_locations() -> None:
    for level in LEVELS:
        names = {name for one in _command(level.word).arguments for name in one.names}
        assert ("--mode" in names) is (level.word == "group")
        assert ("--location" in names) is (level.word != "group")


def _command(word: str) -> Command:
    return BY_WORDS[f"deployment {word} create"]

"""People: what Graph is asked for each command."""

import io
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from nameplate.cli.command import Invocation
from nameplate.cli.failures import CommandFailure, ServiceFailure
from nameplate.cli.grammar import parser_for
from tests.fakes.operator_api import FakeOperatorApi, connection_over

Made = Callable[..., Any]
ADA = {"id": "1", "displayName": "Ada", "userPrincipalName": "ada@x"}
CREATE = "create --display-name Ada --user-principal-name ada@x"


def run(
    folder: Path, line: str, *answers: dict[str, Any] | CommandFailure
) -> tuple[Any, list[tuple[str, str, Any]]]:
    arguments = parser_for("ad", "0").parse_args(["ad", "user", *line.split()])
    call = Invocation(arguments, {}, ExitStack())
    api = FakeOperatorApi(folder, *answers)
    vars(call)["connection"] = connection_over(api, folder)
    result = arguments.leaf.action(call)
    return result, [(method, url.partition("/v1.0/")[2], body) for method, url, body in api.calls]


def test_a_person_is_made_with_a_password(tmp_path: Path) -> None:
    result, calls = run(tmp_path, f"{CREATE} --password hush", ADA)
    assert result == ADA
    method, path, body = calls[0]
    assert (method, path) == ("POST", "users")
    assert (body["mailNickname"], body["accountEnabled"]) == ("ada", True)
    assert body["passwordProfile"]["password"] == "hush"


def test_the_password_is_asked_for_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getpass", {"Password: ": "hush"}.__getitem__)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    _, calls = run(tmp_path, CREATE, ADA)
    assert calls[0][2]["passwordProfile"]["password"] == "hush"
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with pytest.raises(CommandFailure, match="--password"):
        run(tmp_path, CREATE)


def test_people_are_listed_shown_and_deleted(tmp_path: Path) -> None:
    result, calls = run(tmp_path, "list --display-name A", {"value": [ADA]})
    assert result == [ADA]
    assert "startswith" in calls[0][1]
    assert "userPrincipalName%20eq" in run(tmp_path, "list --upn a", {"value": []})[1][0][1]
    assert run(tmp_path, "show --id ada@x", ADA)[1] == [("GET", "users/ada%40x", None)]
    assert run(tmp_path, "delete --id ada@x", ADA, {})[1][1] == ("DELETE", "users/1", None)


def test_nobody_is_not_found(tmp_path: Path) -> None:
    missing = ServiceFailure("Request_ResourceNotFound", "no", http_status=404)
    with pytest.raises(CommandFailure, match="no user 'x'") as caught:
        run(tmp_path, "show --id x", missing)
    assert caught.value.status == 3


def test_a_person_is_changed_in_what_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("hush\n"))
    words = "update --id ada@x --display-name A --account-enabled false --password -"
    _, calls = run(tmp_path, words, ADA, {})
    assert calls[1] == (
        "PATCH",
        "users/1",
        {"displayName": "A", "accountEnabled": False, "passwordProfile": {"password": "hush"}},
    )
    with pytest.raises(CommandFailure, match="what to change"):
        run(tmp_path, "update --id ada@x")


def test_groups_of_a_person(tmp_path: Path) -> None:
    result, calls = run(tmp_path, "get-member-groups --id ada@x", ADA, {"value": [{"id": "g"}]})
    assert result == [{"id": "g"}]
    assert calls[1][1] == "users/1/transitiveMemberOf"


def test_who_runs_the_command(made: Made) -> None:
    assert made("ad", "signed-in-user", "show")["displayName"] == "Operator"

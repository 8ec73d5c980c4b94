"""Groups of the directory: what Graph is asked for each command."""

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

GROUP = {"id": "g1", "displayName": "Ops"}
FOUND: dict[str, Any] = {"value": [GROUP]}
MEMBERS: dict[str, Any] = {"value": [{"id": "M1", "displayName": "Ada"}]}


def run(
    folder: Path, line: str, *answers: dict[str, Any] | CommandFailure
) -> tuple[Any, list[tuple[str, str, Any]]]:
    arguments = parser_for("ad", "0").parse_args(["ad", "group", *line.split()])
    call = Invocation(arguments, {}, ExitStack())
    api = FakeOperatorApi(folder, *answers)
    vars(call)["connection"] = connection_over(api, folder)
    result = arguments.leaf.action(call)
    return result, [(method, url.partition("/v1.0/")[2], body) for method, url, body in api.calls]


def test_a_group_is_made_listed_shown_and_deleted(tmp_path: Path) -> None:
    words = "create --display-name Ops --mail-nickname ops --description all"
    result, calls = run(tmp_path, words, GROUP)
    assert result == GROUP
    assert calls[0][2] == {
        "displayName": "Ops",
        "mailNickname": "ops",
        "mailEnabled": False,
        "securityEnabled": True,
        "description": "all",
    }
    assert run(tmp_path, "list --display-name O", FOUND)[0] == [GROUP]
    assert run(tmp_path, "show -g Ops", FOUND)[0] == GROUP
    assert run(tmp_path, "delete -g Ops", FOUND, {})[1][1] == ("DELETE", "groups/g1", None)


def test_members_come_and_go(tmp_path: Path) -> None:
    assert run(tmp_path, "member list -g Ops", FOUND, MEMBERS)[0] == MEMBERS["value"]
    method, path, body = run(tmp_path, "member add -g Ops --member-id M1", FOUND, {})[1][1]
    assert (method, path) == ("POST", "groups/g1/members/$ref")
    assert body["@odata.id"].endswith("/v1.0/directoryObjects/M1")
    calls = run(tmp_path, "member remove -g Ops --member-id M1", FOUND, {})[1]
    assert calls[1][:2] == ("DELETE", "groups/g1/members/M1/$ref")
    check = "member check -g Ops --member-id"
    held, calls = run(tmp_path, f"{check} M1", FOUND, {"value": ["g1"]})
    assert held == {"value": True}
    assert calls[1] == ("POST", "directoryObjects/M1/checkMemberGroups", {"groupIds": ["g1"]})
    assert run(tmp_path, f"{check} M2", FOUND, {"value": []})[0] == {"value": False}


def test_a_group_is_found_by_its_id_first(tmp_path: Path) -> None:
    guid = "00000000-0000-0000-0000-000000000001"
    assert run(tmp_path, f"show -g {guid}", GROUP)[1] == [("GET", f"groups/{guid}", None)]
    missing = ServiceFailure("Request_ResourceNotFound", "no", http_status=404)
    with pytest.raises(CommandFailure, match="no group") as caught:
        run(tmp_path, f"show -g {guid}", missing, {"value": []})
    assert caught.value.status == 3


def test_the_server_keeps_groups_and_their_members(
    made: Callable[..., Any], nameplate: Nameplate
) -> None:
    group = made("ad", "group", "create", "--display-name", "Night", "--mail-nickname", "night")
    words = ("--user-principal-name", "nora@nameplate.localhost", "--password", "Correct-Horse-9")
    user = made("ad", "user", "create", "--display-name", "Nora", *words)
    member = ("-g", "Night", "--member-id", user["id"])
    made("ad", "group", "member", "add", *member)
    assert made("ad", "group", "member", "check", *member) == {"value": True}
    assert [one["id"] for one in made("ad", "group", "member", "list", "-g", group["id"])] == [
        user["id"]
    ]
    made("ad", "group", "member", "remove", *member)
    assert made("ad", "group", "member", "list", "-g", "Night") == []
    made("ad", "group", "delete", "-g", "Night")
    assert nameplate("ad", "group", "show", "-g", "Night").status == 3
    made("ad", "user", "delete", "--id", "nora@nameplate.localhost")
    assert nameplate("ad", "user", "show", "--id", user["id"]).status == 3

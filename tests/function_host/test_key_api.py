"""The keys in the host's own API."""

import json
from pathlib import Path
from typing import Any

import pytest

from nameplate_functions import key_api
from nameplate_functions.http_messages import Request
from nameplate_functions.keys import Keys
from nameplate_functions.library import Answer


def keys() -> Keys:
    return Keys("master", {"default": "host"}, {"hello": {"default": "own"}})


def asked(method: str, document: Any = None) -> Request:
    body = b"" if document is None else json.dumps(document).encode()
    return Request(method, "", "", {}, "http", body)


def read(answer: Answer, status: int = 200) -> Any:
    assert answer.status == status, answer
    return json.loads(answer.body)


def test_listed() -> None:
    found = read(key_api.answer(asked("GET"), keys(), "hello", []))

    assert found["keys"] == [{"name": "default", "value": "own"}]
    assert read(key_api.answer(asked("GET"), keys(), None, ["default"]))["value"] == "host"


def test_made_changed_and_removed() -> None:
    held = keys()

    made = key_api.answer(asked("PUT", {"value": "chosen"}), held, None, ["Team"])
    changed = key_api.answer(asked("POST"), held, None, ["Team"])

    assert read(made, 201) == {"name": "Team", "value": "chosen", "links": []}
    assert held.host["Team"] == read(changed)["value"] != "chosen"
    assert key_api.answer(asked("DELETE"), held, None, ["Team"]).status == 204
    assert key_api.answer(asked("DELETE"), held, None, ["Team"]).status == 404


@pytest.mark.parametrize("body", [7, {"value": 5}, {"value": "with space"}])
def test_a_value_that_is_none_is_refused(body: Any) -> None:
    answer = key_api.answer(asked("PUT", body), keys(), None, ["team"])

    assert answer.status == 400


def test_a_body_that_is_no_json_is_refused() -> None:
    request = Request("PUT", "", "", {}, "http", b"{")

    assert key_api.answer(request, keys(), None, ["team"]).status == 400


def test_the_master_key() -> None:
    held = keys()

    assert read(key_api.answer_system(asked("GET"), held, ["_master"]))["value"] == "master"
    assert read(key_api.answer_system(asked("GET"), held, []))["keys"] == []
    changed = key_api.answer_system(asked("PUT", {"value": "other"}), held, ["_master"])
    assert read(changed)["value"] == held.master == "other"
    assert key_api.answer_system(asked("DELETE"), held, ["_master"]).status == 404


def test_a_disk_that_is_full_is_said(tmp_path: Path) -> None:
    held = Keys("master", {"default": "host"}, {}, folder=tmp_path / "gone")

    assert key_api.answer(asked("POST"), held, None, ["team"]).status == 500
    assert key_api.answer(asked("DELETE"), held, None, ["default"]).status == 500
    assert held.host == {"default": "host"}

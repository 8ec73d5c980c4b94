"""Recordings are read as they come; what is none is passed over."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.fidelity.records import read_exchange, read_files

RECORD: dict[str, Any] = {
    "id": "kv-1",
    "service": "keyvault-secrets",
    "operation": "get_secret",
    "sequence": "one",
    "index": 3,
    "request": {
        "method": "GET",
        "host": "h",
        "path": "/secrets/a/?api-version=7.4&maxresults=1",
        "headers": {"Authorization": True, "Accept": "x"},
    },
    "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": []},
}


def test_an_exchange_is_read() -> None:
    exchange = read_exchange(RECORD)

    assert exchange is not None
    assert exchange.sends_token
    assert exchange.headers == {"Accept": "x"}
    assert exchange.bare_path == "/secrets/a/"
    assert exchange.query == (("api-version", "7.4"), ("maxresults", "1"))
    assert exchange.response_body is None


@pytest.mark.parametrize(("status", "sends"), [(200, True), (404, True), (401, False)])
def test_where_nothing_is_known_of_the_token_the_answer_tells(status: int, *, sends: bool) -> None:
    record = {**RECORD, "request": {"path": "/"}, "response": {"status": status}}

    exchange = read_exchange(record)

    assert exchange is not None
    assert exchange.sends_token is sends


@pytest.mark.parametrize(
    "record",
    [None, "text", {}, {"note": "x"}, {**RECORD, "request": {}}, {**RECORD, "response": 1}],
)
def test_what_is_no_exchange_is_passed_over(record: Any) -> None:
    assert read_exchange(record) is None


def test_sequences_are_grouped_and_in_order(tmp_path: Path) -> None:
    records = [RECORD, {**RECORD, "id": "kv-0", "index": 1}, {**RECORD, "sequence": "two"}, {}]
    (tmp_path / "a.json").write_text(json.dumps(records))
    (tmp_path / "b.json").write_text(json.dumps({"counts": 1}))

    sequences = read_files([tmp_path / "a.json", tmp_path / "b.json"])

    assert [(s.name, [e.id for e in s.exchanges]) for s in sequences] == [
        ("one", ["kv-0", "kv-1"]),
        ("two", ["kv-1"]),
    ]

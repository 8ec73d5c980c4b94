"""What counts as equal, and what is found."""

import json
from typing import Any

import pytest

from tests.fidelity.compare import Rules, blank, challenge_shape, compare
from tests.fidelity.records import Exchange, read_exchange
from tests.running import Answer

RULES = Rules(exact=frozenset({"enabled", "id"}), whole=frozenset({"tags"}))


def exchange(status: int, body: Any, headers: dict[str, str] | None = None) -> Exchange:
    read = read_exchange(
        {
            "id": "x-1",
            "service": "s",
            "request": {"method": "GET", "host": "h", "path": "/p"},
            "response": {"status": status, "headers": headers or {}, "body": body},
        }
    )
    assert read is not None
    return read


def differences(
    recorded: Any, ours: Any, *, rules: Rules = RULES, order: bool = False
) -> list[str]:
    answer = Answer(200, (), json.dumps(ours).encode())
    return compare(exchange(200, recorded), answer, rules, lambda text: text, order=order)


def test_another_status_is_found() -> None:
    found = compare(exchange(404, None), Answer(200, (), b""), RULES, str)

    assert found == ["status 200, not 404"]


@pytest.mark.parametrize(
    "ours",
    [
        {"error": {"code": "Forbidden", "message": "m"}},
        {"error": {"code": "Forbidden", "message": "m", "innererror": {"code": "Other"}}},
    ],
)
def test_another_error_code_is_found(ours: Any) -> None:
    recorded = {"error": {"code": "Forbidden", "message": "", "innererror": {"code": "Inner"}}}

    assert any("error code" in each for each in differences(recorded, ours))


@pytest.mark.parametrize(
    ("recorded", "ours"),
    [
        ({"a": "x"}, {}),
        ({}, {"a": "x"}),
        ({"a": None}, {}),
        ({"a": None}, {"a": "x"}),
        ({"a": 1}, {"a": "1"}),
        ({"a": True}, {"a": 1}),
        ({"enabled": True}, {"enabled": False}),
        ({"id": "one"}, {"id": "two"}),
        ({"tags": {"a": "1"}}, {"tags": {"a": "2"}}),
        ({"a": {"b": 1}}, {"a": {"c": 1}}),
        ({"a": [{"b": 1}]}, {"a": []}),
        ({"a": [{"b": 1}]}, {"a": [{"c": 1}]}),
    ],
)
def test_another_shape_is_found(recorded: Any, ours: Any) -> None:
    assert differences(recorded, ours)


@pytest.mark.parametrize(
    ("recorded", "ours"),
    [
        ({"a": "x", "b": 1}, {"b": 2, "a": "y"}),
        ({"id": ""}, {"id": "two"}),
        ({"id": "Sanitized"}, {"id": "two"}),
        ({"a": 1}, {"a": 1.5}),
        ({"a": ["x"]}, {"a": ["y", "z"]}),
        ({"a": None}, {"a": None}),
    ],
)
def test_the_same_shape_is_equal(recorded: Any, ours: Any) -> None:
    assert not differences(recorded, ours)


def test_order_counts_when_it_is_asked_for() -> None:
    recorded, ours = {"a": 1, "b": {"c": 1, "d": 2}}, {"a": 1, "b": {"d": 2, "c": 1}}

    assert not differences(recorded, ours)
    assert differences(recorded, ours, order=True) == ["body.b has the order d, c, not c, d"]


def test_on_a_page_each_kind_of_item_must_occur() -> None:
    rules = Rules(exact=frozenset({"enabled"}), pages=frozenset({"value"}))
    ours = {"value": [{"enabled": True}, {"enabled": False}]}

    assert not differences({"value": [{"enabled": False}]}, ours, rules=rules)
    assert not differences({"value": []}, ours, rules=rules)
    assert differences({"value": [{"enabled": True, "x": 1}]}, ours, rules=rules)


def test_headers_that_clients_read_are_compared() -> None:
    recorded = {
        "Content-Type": "application/json; charset=utf-8",
        "Retry-After": "5",
        "Server": "x",
    }
    ours = (("content-type", "application/json;charset=utf-8"),)

    found = compare(exchange(200, None, recorded), Answer(200, ours, b""), RULES, str)

    assert found == ["header Retry-After is missing"]


def test_a_challenge_is_its_scheme_and_its_parameters() -> None:
    shape = challenge_shape('Bearer authorization="https://a/?x=1", resource="https://b"')

    assert shape == "Bearer authorization resource"


@pytest.mark.parametrize("text", ["", "Sanitized", "REDACTED", "<scrubbed>", "fake-client-id"])
def test_what_a_sanitiser_leaves_is_blank(text: str) -> None:
    assert blank(text)


@pytest.mark.parametrize("text", ["text/plain", "Recoverable+Purgeable", "a value"])
def test_a_value_is_not_blank(text: str) -> None:
    assert not blank(text)

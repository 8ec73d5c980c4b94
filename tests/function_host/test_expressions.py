"""Binding expressions."""

import uuid
from datetime import UTC, datetime

import pytest

from nameplate_functions.expressions import fill
from nameplate_functions.failures import AppProblem

NOW = datetime(2026, 11, 23, 9, 5, 7, tzinfo=UTC)
GUID = uuid.UUID("2f3c6a0e-0000-4000-8000-000000000001")
DATA = {"id": 7, "name": "Ada", "Query": {"x": "y"}, "ok": True, "sys.MethodName": "work"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("out/{id}.txt", "out/7.txt"),
        ("{ID}-{name}", "7-Ada"),
        ("{query.x}", "y"),
        ("{ok}", "true"),
        ("{sys.methodname}", "work"),
        ("{rand-guid}", str(GUID)),
        ("{rand-guid:N}", GUID.hex),
        ("{DateTime}", "2026-11-23T09-05-07Z"),
        ("{DateTime:yyyy/MM/dd HH:mm}", "2026/11/23 09:05"),
        ("plain", "plain"),
    ],
)
def test_braces_are_filled(text: str, expected: str) -> None:
    assert fill(text, DATA, now=NOW, guid=lambda: GUID) == expected


@pytest.mark.parametrize("text", ["{nobody}", "{Query}", "{a.b}", "{rand-guid:Z}"])
def test_what_nothing_is_known_about_is_refused(text: str) -> None:
    with pytest.raises(AppProblem, match=r"\{"):
        fill(text, DATA, now=NOW)

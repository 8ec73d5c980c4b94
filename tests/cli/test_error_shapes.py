"""Error bodies of every wire, as one failure."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.cli.error_shapes import failure_of
from nameplate.cli.failures import render


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            {"error": {"code": "SecretNotFound", "message": "gone"}},
            "ERROR: (SecretNotFound) gone",
        ),
        (
            {"error": {"code": "Forbidden", "message": "no", "innererror": {"code": "Denied"}}},
            "ERROR: (Forbidden) no\n  Inner error: Denied",
        ),
        (
            {
                "error": {
                    "code": "A",
                    "message": "a",
                    "target": "t",
                    "details": [{"code": "B", "message": "b", "details": [{"code": "C"}]}],
                }
            },
            "ERROR: (A) a\n  Target: t\n  (B) b\n    (C) ",
        ),
        (
            {"error": "invalid_client", "error_description": "AADSTS7000215: wrong"},
            "ERROR: (invalid_client) AADSTS7000215: wrong",
        ),
        ({"Code": "NotFound", "Message": "no plan"}, "ERROR: (NotFound) no plan"),
        ({"statusCode": 400, "message": "which?"}, "ERROR: (400) which?"),
    ],
)
def test_each_wire_is_read(body: object, text: str) -> None:
    assert render(failure_of(400, json.dumps(body).encode())) == text


def test_another_body_is_quoted_shortly() -> None:
    assert str(failure_of(502, b"<html>" + b"x" * 2000)).startswith("(HTTP 502) <html>xxx")
    assert len(str(failure_of(502, b"x" * 2000))) < 600
    assert str(failure_of(500, b"")) == "(HTTP 500) the answer has no body"


def test_not_found_is_status_3() -> None:
    assert failure_of(404, b"{}").status == 3
    assert failure_of(403, b"{}").status == 1


def test_details_without_end_are_cut() -> None:
    error: dict[str, object] = {"code": "X", "message": "x"}
    for _ in range(100):
        error = {"code": "X", "message": "x", "details": [error]}
    assert len(failure_of(400, json.dumps({"error": error}).encode()).details) < 20


@settings(max_examples=100)
@given(st.integers(400, 599), st.binary(max_size=200))
def test_any_body_becomes_a_failure(status: int, body: bytes) -> None:
    assert failure_of(status, body).http_status == status


@pytest.mark.parametrize(
    ("info", "line"),
    [
        (
            {"lineNumber": 18, "linePosition": 20, "path": "properties.template.parameters.a"},
            "  At line 18, column 20: properties.template.parameters.a",
        ),
        ({"lineNumber": 0, "linePosition": 0, "path": ""}, "  At the template"),
        ("odd", '  {"info": "odd", "type": "TemplateViolation"}'),
    ],
)
def test_a_place_in_a_template_is_told_in_words(info: object, line: str) -> None:
    more = [{"type": "TemplateViolation", "info": info}]
    error = {"code": "InvalidTemplate", "message": "m", "additionalInfo": more}
    found = failure_of(400, json.dumps({"error": error}).encode())
    assert found.details == (line,)

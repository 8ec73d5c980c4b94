"""Errors of every wire in one shape."""

import orjson
import pytest

from nameplate.portal.api import Reply
from nameplate.portal.failures import ApiFailure, Detail


@pytest.mark.parametrize(
    ("document", "code", "message"),
    [
        ({"error": {"code": "Conflict", "message": "It is there."}}, "Conflict", "It is there."),
        ({"Code": "NotFound", "Message": "No site."}, "NotFound", "No site."),
        ({"error": "invalid_grant", "error_description": "AADSTS1"}, "invalid_grant", "AADSTS1"),
        ({}, "400", "The server answered 400 and did not say why."),
        ([1], "400", "The server answered 400 and did not say why."),
    ],
)
def test_shapes(document: object, code: str, message: str) -> None:
    failure = ApiFailure.of(Reply(400, (("x-ms-request-id", "r"),), orjson.dumps(document)))
    assert (failure.status, failure.code, failure.message) == (400, code, message)
    assert failure.request_id == "r"


def test_what_is_no_json() -> None:
    assert ApiFailure.of(Reply(502, (), b"<html>")).code == "502"


def test_details() -> None:
    details = [{"code": "A", "message": "one"}, {"code": "B"}, "odd", {"Message": "two"}]
    body = orjson.dumps({"error": {"code": "Many", "message": "See.", "details": details}})
    assert ApiFailure.of(Reply(400, (), body)).details == (Detail("A", "one"), Detail("", "two"))

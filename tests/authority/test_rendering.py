"""Entra's error JSON and headers."""

import re

import pytest

from nameplate.authority import refusals, sign_in_refusals
from nameplate.authority.rendering import correlation_id, not_stored, refused, stored
from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.core.errors import ContentTooLarge, InternalFailure, NameplateError, Unavailable
from nameplate.edge.http import Request
from tests.authority.world import Answer
from tests.fakes.clock import FakeClock

GUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def rendered(error: NameplateError, request: Request | None = None) -> Answer:
    request = request or Request("POST", "/", request_id="trace")
    return Answer.of(refused(error, request, AZURE_PUBLIC, FakeClock(1_646_097_292.9)))


def test_an_error_has_entra_s_shape() -> None:
    answer = rendered(sign_in_refusals.unknown_user("user", "t"))
    assert answer.status == 400
    assert list(answer.body) == [
        "error",
        "error_description",
        "error_codes",
        "timestamp",
        "trace_id",
        "correlation_id",
        "error_uri",
        "suberror",
    ]
    assert re.fullmatch(
        "AADSTS50034: The user account user does not exist in the t directory\\. .*\r\n"
        f"Trace ID: trace\r\nCorrelation ID: {GUID}\r\nTimestamp: 2022-03-01 01:14:52Z",
        answer.body["error_description"],
    )
    assert answer.body["error_codes"] == [50034]
    assert answer.body["error_uri"] == f"{AZURE_PUBLIC.authority}/error?code=50034"
    assert answer.body["suberror"] == "bad_token"
    assert answer.headers["cache-control"] == "no-store, no-cache"
    assert answer.headers["pragma"] == "no-cache"


def test_there_is_no_suberror_without_one() -> None:
    assert "suberror" not in rendered(refusals.unproven_client()).body


@pytest.mark.parametrize(
    ("error", "status", "code", "number"),
    [
        (ContentTooLarge("ContentTooLarge", "x"), 413, "invalid_request", 90013),
        (InternalFailure("InternalServerError", "x"), 500, "server_error", 90033),
        (Unavailable("Busy", "x"), 503, "temporarily_unavailable", 90033),
    ],
)
def test_what_the_house_refuses_has_the_same_shape(
    error: NameplateError, status: int, code: str, number: int
) -> None:
    answer = rendered(error)
    assert (answer.status, answer.body["error"], answer.number) == (status, code, number)


def test_a_client_s_own_id_is_echoed() -> None:
    header = Request("GET", "/", headers=[(b"client-request-id", b"0a-1b")])
    query = Request("GET", "/", query_string=b"client-request-id=0a-1b")
    for request in (header, query):
        assert correlation_id(request) == "0a-1b"
        assert rendered(refusals.unproven_client(), request).body["correlation_id"] == "0a-1b"
        assert Answer.of(stored(request, {})).headers["client-request-id"] == "0a-1b"


@pytest.mark.parametrize("given", [b"", b"a b", b"x" * 65, b"\xff"])
def test_an_unfit_id_is_replaced(given: bytes) -> None:
    request = Request("GET", "/", headers=[(b"client-request-id", given)])
    assert re.fullmatch(GUID, correlation_id(request))
    assert "client-request-id" not in Answer.of(stored(request, {})).headers


def test_telemetry_is_answered_where_a_client_sends_it() -> None:
    by_form = Request("POST", "/", body=b"a=b&x-client-current-telemetry=5|771")
    by_header = Request("POST", "/", headers=[(b"x-client-current-telemetry", b"5|771")])
    for request in (by_form, by_header):
        answer = rendered(refusals.wrong_secret("a"), request)
        assert answer.headers["x-ms-clitelem"] == "1,7000215,0,,"
        assert Answer.of(not_stored(request, {})).headers["x-ms-clitelem"] == "1,0,0,,"
    assert "x-ms-clitelem" not in rendered(refusals.wrong_secret("a")).headers


def test_discovery_may_be_kept_and_read_by_pages() -> None:
    answer = Answer.of(stored(Request("GET", "/"), {}))
    assert answer.headers["cache-control"] == "max-age=86400, private"
    assert answer.headers["access-control-allow-origin"] == "*"

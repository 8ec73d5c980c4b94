"""Bytes: ARM's envelope, Microsoft.Web's own, and the headers of both."""

import orjson

from nameplate.core.errors import (
    BadRequest,
    Conflict,
    ContentTooLarge,
    InternalFailure,
    NameplateError,
)
from nameplate.edge.http import Request
from nameplate.resource_manager import rendering
from nameplate.resource_manager.provider import Answer
from nameplate.resource_manager.refusals import group_not_found
from nameplate.resource_manager.resource_type import ErrorShape
from tests.providers.stand import GROUP, SITE, Stand

REQUEST = Request(
    "PUT",
    "/x",
    headers=[
        (b"x-ms-client-request-id", b"mine"),
        (b"x-ms-return-client-request-id", b"True"),
        (b"x-ms-correlation-request-id", b"ours"),
    ],
)


def rendered(error: NameplateError, shape: ErrorShape = ErrorShape.ARM) -> object:
    return orjson.loads(rendering.failure(error, REQUEST, shape).body)


def test_arm_errors_have_target_and_details_where_there_are_any() -> None:
    inner = BadRequest("Inner", "deep")
    assert rendered(BadRequest("Code", "words")) == {"error": {"code": "Code", "message": "words"}}
    assert rendered(BadRequest("Code", "words", target="t", details=[inner])) == {
        "error": {
            "code": "Code",
            "message": "words",
            "target": "t",
            "details": [{"code": "Inner", "message": "deep"}],
        }
    }


def test_microsoft_web_says_everything_three_times() -> None:
    assert rendered(Conflict("Conflict", "taken", inner_code="54001"), ErrorShape.WEB) == {
        "Code": "Conflict",
        "Message": "taken",
        "Target": None,
        "Details": [
            {"Message": "taken"},
            {"Code": "Conflict"},
            {
                "ErrorEntity": {
                    "ExtendedCode": "54001",
                    "MessageTemplate": "taken",
                    "Parameters": [],
                    "Code": "Conflict",
                    "Message": "taken",
                }
            },
        ],
        "Innererror": None,
    }


def test_the_gateways_errors_are_arms_everywhere() -> None:
    assert rendered(group_not_found("g"), ErrorShape.WEB) == rendered(group_not_found("g"))


def test_a_failure_of_ours_says_so() -> None:
    response = rendering.failure(
        InternalFailure("InternalServerError", "x"), REQUEST, ErrorShape.ARM
    )
    assert (b"x-ms-failure-cause", b"service") in response.headers


def test_ids_are_echoed_when_asked_for() -> None:
    headers = dict(
        rendering.success(Answer(200, {}, etag="1"), REQUEST, "application/json").headers
    )
    assert headers[b"x-ms-client-request-id"] == b"mine"
    assert headers[b"x-ms-correlation-request-id"] == b"ours"
    assert headers[b"etag"] == b'"1"'
    assert headers[b"strict-transport-security"] == b"max-age=31536000; includeSubDomains"


async def test_content_types_are_those_of_the_recordings(stand: Stand) -> None:
    group = await stand.get(GROUP)
    site = await stand.put(SITE, {"location": "westeurope"})
    missing = await stand.get(f"{SITE}2")

    assert group.headers["content-type"] == "application/json; charset=utf-8"
    assert site.headers["content-type"] == "application/json"
    assert missing.headers["content-type"] == "application/json; charset=utf-8"


def test_what_is_known_of_the_place_stands_in_additional_info() -> None:
    info = {"type": "TemplateViolation", "info": {"lineNumber": 1}}
    assert rendered(BadRequest("Code", "words", additional_info=[info])) == {
        "error": {"code": "Code", "message": "words", "additionalInfo": [info]}
    }


def test_too_large_has_arms_code_and_words() -> None:
    assert rendered(ContentTooLarge("RequestBodyTooLarge", "larger than 4194304 bytes")) == {
        "error": {
            "code": "RequestContentTooLarge",
            "message": "The request content size exceeds the maximum size of 4 MB.",
        }
    }

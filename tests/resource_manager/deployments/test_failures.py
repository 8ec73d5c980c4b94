"""What failures look like in a history."""

import orjson
import pytest

from nameplate.core.errors import BadRequest, Conflict, NotFound
from nameplate.core.secret_value import REDACTED, SecretValue
from nameplate.resource_manager.deployments import failures
from nameplate.resource_manager.refusals import resource_not_found
from nameplate.resource_manager.resource_type import ErrorShape


@pytest.mark.parametrize(
    ("status", "code"),
    [(200, "OK"), (201, "Created"), (400, "BadRequest"), (500, "InternalServerError")],
)
def test_statuses_are_spelled_as_operations_do(status: int, code: str) -> None:
    assert failures.status_code(status) == code


def test_a_plain_error_stands_as_it_is() -> None:
    """Record res-0177."""
    message = "The storage account named satestnameconflict already exists under the subscription."
    body = failures.body_of(Conflict("StorageAccountAlreadyExists", message), ErrorShape.ARM)
    assert failures.detail(body, "Conflict") == {
        "code": "StorageAccountAlreadyExists",
        "message": message,
    }


def test_any_other_stands_as_the_text_of_its_json() -> None:
    """Record res-0142 has the form."""
    detail = failures.detail({"status": "Failed", "error": {"code": "C"}}, "BadRequest")
    assert detail == {
        "code": "BadRequest",
        "message": '{\r\n  "status": "Failed",\r\n  "error": {\r\n    "code": "C"\r\n  }\r\n}',
    }


def test_microsoft_web_keeps_its_own_shape_but_for_the_gateways_words() -> None:
    own = failures.body_of(BadRequest("B", "m"), ErrorShape.WEB)
    gateway = failures.body_of(resource_not_found("T", ["n"], None), ErrorShape.WEB)
    assert (own["Code"], gateway["error"]["code"]) == ("B", "ResourceNotFound")
    assert orjson.loads(failures.detail(own, "BadRequest")["message"])["Code"] == "B"


def test_a_deployment_fails_with_the_details_of_its_operations() -> None:
    assert failures.deployment_failed([{"code": "C"}])["details"] == [{"code": "C"}]


def test_a_nested_deployment_may_fail_without_an_error() -> None:
    assert "details" not in failures.nested_failed("Canceled", None)["error"]
    assert failures.nested_failed("Failed", {"code": "C"})["error"]["details"] == [{"code": "C"}]


def test_an_interruption_says_why() -> None:
    assert "the disk is full." in failures.interrupted("the disk is full.")["message"]


def test_secrets_that_a_provider_repeats_are_covered() -> None:
    hidden = {"a": [SecretValue("hunter2hunter2"), "open"], "b": SecretValue("ab")}
    secrets = failures.secrets_in(hidden)
    body = {"error": {"message": "no hunter2hunter2, ab", "details": ["hunter2hunter2", 1]}}
    assert secrets == ["hunter2hunter2"]
    assert failures.redacted(body, secrets) == {
        "error": {"message": f"no {REDACTED}, ab", "details": [REDACTED, 1]}
    }


def test_errors_of_the_pipeline_keep_their_targets() -> None:
    body = failures.body_of(NotFound("N", "m", target="t"), ErrorShape.ARM)
    assert failures.detail(body, "NotFound") == {"code": "N", "message": "m", "target": "t"}


def test_a_log_is_told_where_and_not_in_which_words() -> None:
    def fails() -> None:
        raise ValueError("hunter2hunter2")

    try:
        fails()
    except ValueError as problem:
        told = failures.traced(problem)

    assert told["problem"] == "ValueError"
    assert told["where"].startswith("fails:")
    assert "hunter2" not in str(told)


def test_a_refusal_loses_its_secrets_in_any_casing() -> None:
    inner = NotFound("N", "no Hunter2hunter2", additional_info=[{"info": "hunter2hunter2"}])
    error = BadRequest("B", "m", target="/hunter2HUNTER2", details=[inner])
    found = failures.without_secrets(error, ["hunter2hunter2"])
    assert found is error
    assert (found.target, found.details[0].message) == (f"/{REDACTED}", f"no {REDACTED}")
    assert found.details[0].additional_info == ({"info": REDACTED},)

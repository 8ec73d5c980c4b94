"""What a failure looks like in a deployment's history: the shapes that the recordings have.

A provider's plain error stands in the deployment's details as it is; one with details of its own,
or in its provider's own shape, stands there as the text of its JSON.
"""

import re
import traceback
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import orjson

from nameplate.core.errors import NameplateError
from nameplate.core.secret_value import REDACTED, SecretValue
from nameplate.resource_manager import rendering
from nameplate.resource_manager.refusals import GATEWAY
from nameplate.resource_manager.resource_type import ErrorShape

_LEAST_SECRET: Final = 4
"""Shorter texts are no secrets, and would be found everywhere."""

Body = Mapping[str, Any]


def status_code(status: int) -> str:
    """``OK``, ``BadRequest``: a status as operations spell it."""
    phrase = HTTPStatus(status).phrase
    return "OK" if status == HTTPStatus.OK else phrase.replace(" ", "").replace("-", "")


def body_of(error: NameplateError, shape: ErrorShape) -> dict[str, Any]:
    """An error as a provider of this shape answers it: an operation's ``statusMessage``."""
    if shape is ErrorShape.WEB and GATEWAY not in error.headers and error.status != 401:
        return rendering.web_error(error)
    return {"error": rendering.arm_error(error)}


def detail(body: Body, status: str) -> dict[str, Any]:
    """An operation's failure as one of the details of its deployment's."""
    error = body.get("error")
    if set(body) == {"error"} and isinstance(error, dict) and set(error) <= _PLAIN:
        return dict(error)
    text = orjson.dumps(body, option=orjson.OPT_INDENT_2).decode()
    return {"code": status, "message": text.replace("\n", "\r\n")}


_PLAIN: Final = frozenset(("code", "message", "target", "additionalInfo"))


def deployment_failed(details: Sequence[Body]) -> dict[str, Any]:
    """A deployment of which at least one operation failed."""
    return {
        "code": "DeploymentFailed",
        "message": "At least one resource deployment operation failed. Please list deployment "
        "operations for details. Please see https://aka.ms/DeployOperations for usage details.",
        "details": list(details),
    }


def nested_failed(state: str, error: Body | None) -> dict[str, Any]:
    """A nested deployment that did not succeed, as the operation around it says it."""
    failure: dict[str, Any] = {
        "code": "ResourceDeploymentFailure",
        "message": f"The resource operation completed with terminal provisioning state '{state}'.",
    }
    if error is not None:
        failure["details"] = [error]
    return {"status": state, "error": failure}


def interrupted(reason: str) -> dict[str, Any]:
    """A deployment whose server ended before it did, and which cannot be gone on with."""
    return {
        "code": "DeploymentInterrupted",
        "message": "The server that ran this deployment ended before it did, and the deployment "
        f"cannot be continued: {reason} What was deployed is still there; deploy again.",
    }


def traced(problem: BaseException) -> dict[str, str]:
    """What a log may hold of an unforeseen failure: where it came about, not in which words."""
    frames = traceback.extract_tb(problem.__traceback__)
    where = " < ".join(f"{each.name}:{each.lineno}" for each in reversed(frames))
    return {"problem": type(problem).__name__, "where": where}


def redacted(body: Any, secrets: Sequence[str]) -> Any:
    """The same without the secrets that a provider may have repeated in its words.

    In any casing: some names are told in lower case.
    """
    if isinstance(body, str):
        for secret in secrets:
            body = re.sub(re.escape(secret), REDACTED, body, flags=re.IGNORECASE)
        return body
    if isinstance(body, Mapping):
        return {name: redacted(held, secrets) for name, held in body.items()}
    if isinstance(body, list):
        return [redacted(held, secrets) for held in body]
    return body


def without_secrets(error: NameplateError, secrets: Sequence[str]) -> NameplateError:
    """A refusal that repeats none of them; what was refused may have been a vault's."""
    if secrets:
        error.message = redacted(error.message, secrets)
        error.target = redacted(error.target, secrets)
        error.additional_info = tuple(redacted(each, secrets) for each in error.additional_info)
        error.details = tuple(without_secrets(each, secrets) for each in error.details)
    return error


def secrets_in(value: Any) -> list[str]:
    """The hidden texts of a body, the longest first."""
    found = {text for text in map(str, _hidden(value)) if len(text) >= _LEAST_SECRET}
    return sorted(found, key=len, reverse=True)


def _hidden(value: Any) -> Iterator[Any]:
    if isinstance(value, SecretValue):
        yield value.reveal()
    elif isinstance(value, Mapping):
        for held in value.values():
            yield from _hidden(held)
    elif isinstance(value, list | tuple):
        for held in value:
            yield from _hidden(held)

"""The judgement: what of a recorded answer must come back the same.

Status and error code are compared as they are. Of the headers those that clients read. Of the body
its shape: names of fields, types, absent or null; and the values that the request or the service's
contract determine (``Rules.exact``). A string that was emptied or replaced by a sanitiser counts
only as present.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.fidelity.records import Exchange
from tests.running import Answer

Translate = Callable[[str], str]

_PLACEHOLDER: Final = re.compile(
    r"|(?i:sanitized|redacted|<?scrubbed>?|<redacted>|fake[-\w]*|secret_value|access_token"
    r"|refresh_token|user_code|device_code|null)|.*trimmed.*|.*<scrubbed>.*"
)
"""What recorders and sanitisers put in the place of a value."""

EQUAL: Final = frozenset({"content-type", "cache-control", "pragma", "expires"})
"""Headers whose value is part of the contract."""

PRESENT: Final = frozenset(
    {
        *("retry-after", "location", "azure-asyncoperation", "etag", "x-ms-request-id"),
        *("x-ms-keyvault-region", "x-ms-keyvault-service-version", "x-ms-keyvault-network-info"),
        *("x-content-type-options", "strict-transport-security"),
    }
)
"""Headers that clients look for, whose value is the service's own."""


OWN: Final = frozenset(("inert", "unresolved", "unevaluated"))
"""Members that are ours alone, by which an answer says what it does not do."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a service's contract determines, beside names and types."""

    exact: frozenset[str] = frozenset()
    """Fields (by their last name) whose values must be equal; texts after translation."""
    whole: frozenset[str] = frozenset()
    """Fields whose whole value must be equal: ``tags``, ``error_codes``."""
    loose_headers: frozenset[str] = frozenset()
    """Headers of ``EQUAL`` whose value this service does not fix."""
    pages: frozenset[str] = frozenset()
    """List fields whose length is the service's choice: each kind of item must occur."""
    open_objects: frozenset[str] = field(default=frozenset())
    """Objects with names of the caller's choice: their names are not compared."""


def blank(text: str) -> bool:
    """Whether a text was emptied, or is what a sanitiser leaves."""
    return _PLACEHOLDER.fullmatch(text) is not None


def compare(
    exchange: Exchange, answer: Answer, rules: Rules, translate: Translate, *, order: bool = False
) -> list[str]:
    """Return what differs, in words; nothing when the answers are equal."""
    actual = _body(answer)
    differences = []
    if answer.status != exchange.status:
        said = answer.body[:160].decode("utf-8", "replace") if answer.status >= 400 else ""
        differences.append(f"status {answer.status}, not {exchange.status} {said}".rstrip())
    expected_code = exchange.error_code or error_code(exchange.response_body)
    if expected_code and error_code(actual) != expected_code:
        differences.append(f"error code {error_code(actual)}, not {expected_code}")
    differences.extend(_headers(exchange.response_headers, answer, rules))
    differences.extend(_values(exchange.response_body, actual, "body", rules, translate))
    if order:
        differences.extend(_order(exchange.response_body, actual, "body"))
    return differences


def error_code(body: Any) -> str | None:
    """``code``, ``code>innererror.code``, or OAuth's ``error``."""
    match body:
        case {"error": {"code": str(code), "innererror": {"code": str(inner)}}}:
            return f"{code}>{inner}"
        case {"error": {"code": str(code)}} | {"error": str(code)} | {"Code": str(code)}:
            return code or None
        case _:
            return None


def _body(answer: Answer) -> Any:
    if not answer.body:
        return None
    try:
        return json.loads(answer.body)
    except ValueError:
        return answer.body.decode("utf-8", "replace")


def _squeeze(value: str) -> str:
    return re.sub(r"\s", "", value).lower()


def challenge_shape(value: str) -> str:
    """``Bearer authorization="...", resource="..."`` as scheme and names of parameters."""
    scheme, _, rest = value.partition(" ")
    return " ".join((scheme, *re.findall(r"(\w+)=", re.sub(r'"[^"]*"', '""', rest))))


def _headers(recorded: Mapping[str, str], answer: Answer, rules: Rules) -> Iterator[str]:
    for name, value in recorded.items():
        key = name.lower()
        ours = answer.header(name)
        if key == "www-authenticate":
            if challenge_shape(ours or "") != challenge_shape(value):
                yield f"header {name}: {ours!r}, not like {value!r}"
        elif key in EQUAL - rules.loose_headers and not blank(value):
            if _squeeze(ours or "") != _squeeze(value):
                yield f"header {name}: {ours!r}, not {value!r}"
        elif key in (PRESENT | rules.loose_headers) and ours is None:
            yield f"header {name} is missing"


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "text"
        case list():
            return "list"
        case _:
            return "object"


def _values(
    recorded: Any, actual: Any, path: str, rules: Rules, translate: Translate
) -> Iterator[str]:
    if _kind(recorded) != _kind(actual):
        yield f"{path} is {_kind(actual)}, not {_kind(recorded)}"
        return
    name = path.rpartition(".")[2]
    match recorded:
        case _ if name in rules.whole:
            if recorded != actual:
                yield f"{path} is {actual}, not {recorded}"
        case dict():
            yield from _objects(recorded, actual, path, rules, translate)
        case list():
            yield from _lists(recorded, actual, path, rules, translate)
        case str() if name in rules.exact and not blank(recorded):
            if actual != translate(recorded):
                yield f"{path} is {actual!r}, not {translate(recorded)!r}"
        case bool() | int() | float() if name in rules.exact:
            if actual != recorded:
                yield f"{path} is {actual}, not {recorded}"


def _objects(
    recorded: dict[str, Any], actual: dict[str, Any], path: str, rules: Rules, translate: Translate
) -> Iterator[str]:
    if path.rpartition(".")[2] not in rules.open_objects:
        yield from (f"{path}.{name} is missing" for name in recorded if name not in actual)
        yield from (
            f"{path}.{name} is not in the recording" for name in actual.keys() - recorded - OWN
        )
    for name, value in recorded.items():
        if name in actual:
            yield from _values(value, actual[name], f"{path}.{name}", rules, translate)


def _lists(
    recorded: list[Any], actual: list[Any], path: str, rules: Rules, translate: Translate
) -> Iterator[str]:
    """Compare in order; on pages (and lists of texts) each recorded kind of item must occur."""
    scalars = all(not isinstance(item, dict | list) for item in (*recorded, *actual))
    if scalars or path.rpartition(".")[2] in rules.pages:
        for item in recorded:
            yield from _closest(item, actual, f"{path}[]", rules, translate)
        return
    if len(recorded) != len(actual):
        yield f"{path} has {len(actual)} items, not {len(recorded)}"
    for index, (theirs, ours) in enumerate(zip(recorded, actual, strict=False)):
        yield from _values(theirs, ours, f"{path}[{index}]", rules, translate)


def _closest(
    item: Any, candidates: list[Any], path: str, rules: Rules, translate: Translate
) -> list[str]:
    """The differences from the candidate that has the fewest; none where there is nobody."""
    found = (list(_values(item, each, path, rules, translate)) for each in candidates)
    return min(found, key=len, default=[])


def _order(recorded: Any, actual: Any, path: str) -> Iterator[str]:
    match recorded, actual:
        case dict(), dict():
            both = [name for name in recorded if name in actual]
            ours = [name for name in actual if name in recorded]
            if both != ours:
                yield f"{path} has the order {', '.join(ours)}, not {', '.join(both)}"
            for name in both:
                yield from _order(recorded[name], actual[name], f"{path}.{name}")
        case list(), list():
            for theirs, ours_item in zip(recorded, actual, strict=False):
                yield from _order(theirs, ours_item, f"{path}[]")
        case _:
            return

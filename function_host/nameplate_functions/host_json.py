"""``host.json``: what the app says about its host (schema version 2.0)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from nameplate_functions.failures import AppProblem
from nameplate_functions.time_span import time_span

NAME: Final = "host.json"
_DEFAULT_TIMEOUT: Final = timedelta(minutes=30)
_LEVELS: Final = ("trace", "debug", "information", "warning", "error", "critical", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpOptions:
    """``extensions.http``."""

    route_prefix: str = "api"
    max_outstanding: int | None = None
    """More requests than these are answered 429; ``None``: no bound."""
    max_concurrent: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """``customHeaders``: added to every answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueOptions:
    """``extensions.queues``."""

    batch_size: int = 16
    new_batch_threshold: int | None = None
    max_dequeue_count: int = 5
    visibility_timeout: timedelta = timedelta()
    """How long a message that failed stays hidden."""
    max_polling_interval: timedelta = timedelta(minutes=1)
    base64: bool = True

    @property
    def threshold(self) -> int:
        """With so few messages under way, the next batch is fetched."""
        given = self.new_batch_threshold
        return self.batch_size // 2 if given is None else given


@dataclass(frozen=True, slots=True, kw_only=True)
class HostJson:
    """The whole of it."""

    function_timeout: timedelta | None = _DEFAULT_TIMEOUT
    http: HttpOptions = field(default_factory=HttpOptions)
    queues: QueueOptions = field(default_factory=QueueOptions)
    levels: Mapping[str, str] = field(default_factory=dict)
    """``logging.logLevel``: category -> level, both in lower case."""
    functions: tuple[str, ...] | None = None
    """The only functions to load; ``None``: all."""


def read_host_json(app: Path) -> HostJson:
    """The ``host.json`` of an app. Raises ``AppProblem``."""
    try:
        text = (app / NAME).read_text("utf-8-sig")
    except FileNotFoundError:
        raise AppProblem(f"{NAME} is missing: a function app has one beside it") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise AppProblem(f"{NAME} cannot be read: {problem}") from None
    try:
        document = json.loads(text)
    except ValueError as problem:
        raise AppProblem(f"{NAME} is not JSON: {problem}") from None
    if not isinstance(document, dict):
        raise AppProblem(f"{NAME} is not an object")
    return parse_host_json(document)


def parse_host_json(document: Mapping[str, Any]) -> HostJson:
    """Read a document. Names are taken in any case, as the real host does."""
    version = _value(document, "version", str)
    if version != "2.0":
        raise AppProblem(f'{NAME}: "version" must be "2.0", it is {version!r}')
    extensions = _section(document, "extensions")
    return HostJson(
        function_timeout=_timeout(document),
        http=_http(_section(extensions, "http")),
        queues=_queues(_section(extensions, "queues")),
        levels=_levels(_section(_section(document, "logging"), "logLevel")),
        functions=_functions(document),
    )


def _timeout(document: Mapping[str, Any]) -> timedelta | None:
    text = _value(document, "functionTimeout", str)
    if text is None:
        return _DEFAULT_TIMEOUT
    if text.strip() == "-1":
        return None
    found = time_span(text, what=f"{NAME}: functionTimeout")
    if not found:
        raise AppProblem(f"{NAME}: functionTimeout must be longer than nothing")
    return found


def _http(section: Mapping[str, Any]) -> HttpOptions:
    prefix = _value(section, "routePrefix", str)
    headers = _section(section, "customHeaders")
    return HttpOptions(
        route_prefix="api" if prefix is None else prefix.strip("/"),
        max_outstanding=_bound(section, "maxOutstandingRequests"),
        max_concurrent=_bound(section, "maxConcurrentRequests"),
        headers={str(name): str(value) for name, value in headers.items()},
    )


def _queues(section: Mapping[str, Any]) -> QueueOptions:
    known = QueueOptions()
    batch = _within(section, "batchSize", known.batch_size, 1, 32)
    threshold = _value(section, "newBatchThreshold", int)
    if threshold is not None and threshold < 0:
        raise AppProblem(f"{NAME}: newBatchThreshold is negative")
    hidden = _value(section, "visibilityTimeout", str)
    polling = _value(section, "maxPollingInterval", str)
    encoding = (_value(section, "messageEncoding", str) or "base64").lower()
    if encoding not in ("base64", "none"):
        raise AppProblem(f"{NAME}: messageEncoding must be base64 or none")
    return QueueOptions(
        batch_size=batch,
        new_batch_threshold=threshold,
        max_dequeue_count=_within(section, "maxDequeueCount", known.max_dequeue_count, 1, 2**31),
        visibility_timeout=(
            time_span(hidden, what=f"{NAME}: visibilityTimeout")
            if hidden
            else known.visibility_timeout
        ),
        max_polling_interval=_polling(polling) if polling else known.max_polling_interval,
        base64=encoding == "base64",
    )


def _polling(text: str) -> timedelta:
    """The longest pause between two looks at a queue: a bare number counts milliseconds."""
    if text.strip().isdigit():
        found = timedelta(milliseconds=int(text))
    else:
        found = time_span(text, what=f"{NAME}: maxPollingInterval")
    if found < timedelta(milliseconds=100):
        raise AppProblem(f"{NAME}: maxPollingInterval is at least 00:00:00.100")
    return found


def _levels(section: Mapping[str, Any]) -> dict[str, str]:
    levels = {str(category).lower(): str(level).lower() for category, level in section.items()}
    for category, level in levels.items():
        if level not in _LEVELS:
            raise AppProblem(f"{NAME}: logLevel of '{category}' is none of {', '.join(_LEVELS)}")
    return levels


def _functions(document: Mapping[str, Any]) -> tuple[str, ...] | None:
    names = _value(document, "functions", list)
    return None if names is None else tuple(str(name) for name in names)


def _bound(section: Mapping[str, Any], name: str) -> int | None:
    number: int | None = _value(section, name, int)
    if number is None or number == -1:
        return None
    if number < 1:
        raise AppProblem(f"{NAME}: {name} must be -1 or above zero")
    return number


def _within(section: Mapping[str, Any], name: str, default: int, least: int, most: int) -> int:
    number: int | None = _value(section, name, int)
    if number is None:
        return default
    if not least <= number <= most:
        raise AppProblem(f"{NAME}: {name} must lie between {least} and {most}")
    return number


def _section(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return _value(document, name, dict) or {}


def _value(document: Mapping[str, Any], name: str, kind: type[Any]) -> Any:
    found = next((v for k, v in document.items() if k.lower() == name.lower()), None)
    if found is None:
        return None
    if not isinstance(found, kind) or isinstance(found, bool):
        raise AppProblem(f"{NAME}: {name} has the wrong type ({type(found).__name__})")
    return found

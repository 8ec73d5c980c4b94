"""Microsoft's ``azure-functions``: what is read from its declarations, and the values that
functions take and give. The only module that knows how the library is built.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import ModuleType
from typing import Any, Final, get_origin

import azure.functions as func
from azure.functions import blob, http, queue, timer
from azure.functions.decorators.function_app import FunctionRegister

from nameplate_functions.failures import CannotConvert

VERSION: Final = str(getattr(func, "__version__", "unknown"))


@dataclass(frozen=True, slots=True)
class Declared:
    """A function as the library holds it."""

    name: str
    call: Any
    bindings: tuple[Mapping[str, Any], ...]
    """As in ``function.json``: the trigger, inputs and outputs."""
    trigger: str
    """The trigger's name."""
    retry: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer as a function gave it."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


def registers(module: ModuleType) -> list[Any]:
    """The function apps that a module holds at its top."""
    found: dict[int, Any] = {}
    for value in vars(module).values():
        if isinstance(value, FunctionRegister):
            found[id(value)] = value
    return list(found.values())


def declared(app: Any) -> list[Declared]:
    """What a function app declares. Raises ``ValueError`` for what the library refuses."""
    return [_declared(each) for each in app.get_functions()]


def _declared(function: Any) -> Declared:
    trigger = function.get_trigger()
    return Declared(
        name=str(function.get_function_name()),
        call=function.get_user_function(),
        bindings=tuple(json.loads(each) for each in function.get_raw_bindings()),
        trigger=str(trigger.name),
        retry=function.get_settings_dict("retry_policy"),
    )


def is_out(annotation: Any) -> bool:
    """Whether a parameter is one that a function sets: ``func.Out[str]``."""
    return annotation is func.Out or get_origin(annotation) is func.Out


class Out(func.Out[Any]):
    """A parameter that a function sets."""

    def __init__(self) -> None:
        self._value: Any = None

    def set(self, val: Any) -> None:
        self._value = val

    def get(self) -> Any:
        return self._value


class _Trace(func._abc.TraceContext):  # noqa: SLF001 - the library publishes it nowhere else
    def __init__(self, parent: str, state: str) -> None:
        self._parent = parent
        self._state = state

    @property
    def trace_parent(self) -> str:
        return self._parent

    @property
    def trace_state(self) -> str:
        return self._state

    @property
    def attributes(self) -> dict[str, str]:
        return {}

    # The same under the names of older releases.
    Traceparent = trace_parent
    Tracestate = trace_state
    Attributes = attributes


class _Retry(func._abc.RetryContext):  # noqa: SLF001 - the library publishes it nowhere else
    def __init__(self, count: int, most: int) -> None:
        self._count = count
        self._most = most

    @property
    def retry_count(self) -> int:
        return self._count

    @property
    def max_retry_count(self) -> int:
        return self._most

    @property
    def exception(self) -> Any:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a function may ask about its invocation."""

    invocation: str
    function: str
    folder: str
    local: Any
    """A ``threading.local``: an app's own threads say there for whom they work."""
    trace_parent: str = ""
    trace_state: str = ""
    retry_count: int = 0
    max_retry_count: int = 0


class Context(func.Context):
    """The ``context`` parameter."""

    def __init__(self, about: About) -> None:
        self._about = about

    @property
    def invocation_id(self) -> str:
        return self._about.invocation

    @property
    def function_name(self) -> str:
        return self._about.function

    @property
    def function_directory(self) -> str:
        return self._about.folder

    @property
    def thread_local_storage(self) -> Any:
        return self._about.local

    @property
    def trace_context(self) -> Any:
        return _Trace(self._about.trace_parent, self._about.trace_state)

    @property
    def retry_context(self) -> Any:
        return _Retry(self._about.retry_count, self._about.max_retry_count)


# What functions take


def http_request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    params: Mapping[str, str],
    route_params: Mapping[str, str],
    body: bytes,
) -> Any:
    """The value of an HTTP trigger."""
    return http.HttpRequest(
        method=method,
        url=url,
        headers=headers,
        params=params,
        route_params=route_params,
        body_type="bytes",
        body=body,
    )


def timer_request(*, past_due: bool, status: Mapping[str, str], schedule: Mapping[str, Any]) -> Any:
    """The value of a timer trigger."""
    return timer.TimerRequest(
        past_due=past_due, schedule_status=dict(status), schedule=dict(schedule)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of a queue, its text decoded."""

    id: str
    body: bytes = field(repr=False)
    dequeue_count: int
    pop_receipt: str
    inserted: datetime | None = None
    expires: datetime | None = None
    next_visible: datetime | None = None


def queue_message(message: Message) -> Any:
    """The value of a queue trigger."""
    return queue.QueueMessage(  # type: ignore[no-untyped-call]  # the library left it so
        id=message.id,
        body=message.body,
        dequeue_count=message.dequeue_count,
        expiration_time=message.expires,
        insertion_time=message.inserted,
        time_next_visible=message.next_visible,
        pop_receipt=message.pop_receipt,
    )


def blob_input(data: bytes | None, annotation: Any, *, name: str, uri: str) -> Any:
    """The value of a blob input: a stream, or the text or bytes that a parameter asks for."""
    if data is None:
        return None
    if annotation is bytes:
        return data
    if annotation is str:
        return data.decode("utf-8")
    return blob.InputStream(data=data, name=name, uri=uri, length=len(data))


# What functions give


def http_answer(value: Any) -> Answer:
    """What a function answered to an HTTP request. Raises ``CannotConvert``."""
    if value is None:
        return Answer(204)
    if isinstance(value, str):
        return Answer(200, (("content-type", "text/plain; charset=utf-8"),), value.encode())
    if not isinstance(value, func.HttpResponse):
        raise CannotConvert(
            f"a function cannot answer with {type(value).__name__}: return func.HttpResponse or str"
        )
    headers = [(str(name), str(text)) for name, text in value.headers.items()]
    if not any(name.lower() == "content-type" for name, _ in headers):
        kind = str(value.mimetype)
        kind = f"{kind}; charset={value.charset}" if kind.startswith("text/") else kind
        headers.append(("content-type", kind))
    return Answer(int(value.status_code), tuple(headers), value.get_body() or b"")


def queue_texts(value: Any) -> list[bytes]:
    """The messages that a function puts into a queue. Raises ``CannotConvert``."""
    if isinstance(value, str | bytes | func.QueueMessage):
        return [_message(value)]
    if isinstance(value, Mapping):
        return [json.dumps(value).encode()]
    if isinstance(value, Iterable):
        items: Sequence[Any] = list(value)
        return [_message(item) for item in items]
    raise CannotConvert(f"a queue message cannot be {type(value).__name__}: give str or bytes")


def _message(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, bytes):
        return value
    if isinstance(value, func.QueueMessage):
        return bytes(value.get_body())
    if isinstance(value, Mapping):
        return json.dumps(value).encode()
    raise CannotConvert(f"a queue message cannot be {type(value).__name__}: give str or bytes")


def blob_bytes(value: Any) -> bytes:
    """What a function writes into a blob. Raises ``CannotConvert``."""
    if callable(getattr(value, "read", None)):
        value = value.read()
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, bytes | bytearray):
        return bytes(value)
    raise CannotConvert(f"a blob cannot be {type(value).__name__}: give str, bytes or a file")

"""The grammar of a fault: ``<surface>:<what>[,key=value...]``, as in ``vault:429,times=2``."""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from nameplate.disruption.fault import STATUSES, Effect, Fault, RetryAfter, Surface

_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
_BODIES: Final = ("json", "text")
_LONGEST: Final = 86_400
_MOST: Final = 1_000_000
_NUMBER: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
_RETRY_KEYS: Final = ("retry-after", "retry-after-ms", "retry-after-date")
_SHARED: Final = ("times", "after", "every", "method")
_KEYS: Final[Mapping[Effect, tuple[str, ...]]] = {
    Effect.STATUS: (*_SHARED, *_RETRY_KEYS, "body"),
    Effect.SLOW: ("seconds", *_SHARED),
    Effect.EXPIRING: ("seconds", *_SHARED),
    Effect.CLAIMS_CHALLENGE: _SHARED,
    Effect.RESET: _SHARED,
}
_WHERE: Final[Mapping[Effect, tuple[Surface, ...]]] = {
    Effect.EXPIRING: (Surface.TOKEN, Surface.AUTHORITY),
    Effect.CLAIMS_CHALLENGE: (Surface.VAULT,),
}
"""Effects that only some surfaces know."""

ACCEPTED: Final = f"""\
a fault is SURFACE:WHAT[,KEY=VALUE...], such as vault:429,times=2,retry-after=1
  SURFACE  token (the identity endpoint of every source), authority (its token endpoint),
           vault, arm
  WHAT     a status ({", ".join(map(str, STATUSES))}), slow, reset,
           expiring (token, authority), claims-challenge (vault)
  KEY      times=N or always (default 1), after=N (let N pass first), every=N,
           method=GET, seconds=N (slow, expiring),
           retry-after=SECONDS, retry-after-ms=N, retry-after-date=SECONDS, body=text"""


class FaultSpecError(ValueError):
    """A text that is no fault: what is wrong with it, and what is accepted."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"{problem}\n{ACCEPTED}")
        self.problem = problem


def parse_fault(text: str) -> Fault:
    """Read a fault. Raises FaultSpecError."""
    head, *pairs = text.split(",")
    surface_word, colon, what = head.strip().partition(":")
    if not colon:
        raise _wrong(text, "there is no ':' between the surface and what happens")
    if surface_word not in list(Surface):
        raise _wrong(text, f"'{surface_word}' is no surface")
    surface = Surface(surface_word)
    effect, status = _effect(text, what)
    if surface not in _WHERE.get(effect, tuple(Surface)):
        places = " and ".join(_WHERE[effect])
        raise _wrong(text, f"'{what}' is for {places}")
    values: dict[str, Any] = {}
    for pair in pairs:
        _read_pair(text, pair.strip(), what, effect, into=values)
    if "seconds" in _KEYS[effect] and "seconds" not in values:
        raise _wrong(text, f"'{what}' needs seconds=N")
    if surface is Surface.AUTHORITY:
        values.setdefault("method", "POST")  # requests for tokens; discovery is read by GET
    return Fault(text, surface, effect, status=status, **values)


def _effect(text: str, what: str) -> tuple[Effect, int]:
    if what.isascii() and what.isdigit() and len(what) == 3:
        if int(what) not in STATUSES:
            raise _wrong(text, f"the status {what} is not among those that can be answered")
        return Effect.STATUS, int(what)
    if what not in list(Effect) or what == Effect.STATUS:
        raise _wrong(text, f"'{what}' is nothing that can happen")
    return Effect(what), 0


def _read_pair(text: str, pair: str, what: str, effect: Effect, *, into: dict[str, Any]) -> None:
    key, equals, value = pair.partition("=")
    if not equals or key not in _KEYS[effect]:
        raise _wrong(text, f"'{what}' has no key '{key}'" if equals else f"'{pair}' has no value")
    name, read = _READERS[key]
    if name in into:
        raise _wrong(text, f"'{key}' is given twice, or beside another form of it")
    try:
        into[name] = read(value)
    except ValueError:
        raise _wrong(text, f"'{value}' is no value of '{key}'") from None


def _wrong(text: str, problem: str) -> FaultSpecError:
    return FaultSpecError(f"'{text[:200]}' is no fault: {problem}.")


def _count(value: str, low: int = 0) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise ValueError(value)
    number = int(value)
    if not low <= number <= _MOST:
        raise ValueError(value)
    return number


def _positive(value: str) -> int:
    return _count(value, 1)


def _times(value: str) -> int | None:
    return None if value == "always" else _positive(value)


def _seconds(value: str) -> float:
    if not _NUMBER.fullmatch(value):
        raise ValueError(value)
    number = float(value)
    if not 0 <= number <= _LONGEST or not math.isfinite(number):
        raise ValueError(value)
    return number


def _retry(form: str, unit: float) -> Callable[[str], RetryAfter]:
    def read(value: str) -> RetryAfter:
        return RetryAfter(_count(value) * unit, form)

    return read


def _method(value: str) -> str:
    if value.upper() not in _METHODS:
        raise ValueError(value)
    return value.upper()


def _plain(value: str) -> bool:
    if value not in _BODIES:
        raise ValueError(value)
    return value == "text"


_READERS: Final[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
    "times": ("times", _times),
    "after": ("after", _count),
    "every": ("every", _positive),
    "method": ("method", _method),
    "seconds": ("seconds", _seconds),
    "retry-after": ("retry_after", _retry("retry-after", 1)),
    "retry-after-ms": ("retry_after", _retry("retry-after-ms", 0.001)),
    "retry-after-date": ("retry_after", _retry("retry-after-date", 1)),
    "body": ("plain", _plain),
}
"""The field of a ``Fault`` that a key sets, and how its value is read."""

"""Date functions. Times are text, always in UTC."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.date_text import read_time, write_time
from nameplate.template.functions.function import Function, Sees
from nameplate.template.functions.words import expect, is_text, see, shortened, type_name
from nameplate.template.language.frame import Frame, Place

_DURATION: Final = re.compile(
    r"(?P<sign>-?)P(?=.)(?:(?P<y>\d{1,9})Y)?(?:(?P<mo>\d{1,9})M)?(?:(?P<w>\d{1,9})W)?"
    r"(?:(?P<d>\d{1,9})D)?(?:T(?=.)(?:(?P<h>\d{1,9})H)?(?:(?P<mi>\d{1,9})M)?"
    r"(?:(?P<s>\d{1,9}(?:\.\d{1,7})?)S)?)?"
)
_SECONDS: Final = "yyyy-MM-ddTHH:mm:ssZ"
_GENERAL: Final = "M/d/yyyy h:mm:ss tt"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _time(function: str, value: Any) -> datetime:
    if not is_text(value):
        raise ExpressionFault(
            f"The template language function '{function}' expects its first parameter to be a "
            f"string. The provided value is of type '{type_name(value)}'. {see(function)}"
        )
    found = read_time(value)
    if found is None:
        raise ExpressionFault(
            f"The template function '{function}' has an invalid parameter. The first parameter "
            f"'{shortened(value)}' is not a valid DateTime string. Please see "
            "https://aka.ms/arm-syntax-functions ."
        )
    return found


def _duration(text: Any) -> timedelta:
    """As .NET reads one: a year is 365 days and a month 30."""
    found = _DURATION.fullmatch(text) if is_text(text) else None
    if found is None:
        raise ExpressionFault(
            "The template function 'dateTimeAdd' has an invalid parameter. The second parameter "
            f"'{shortened(text)}' is not a valid ISO8601 Duration string. Please see "
            "https://aka.ms/arm-syntax-functions ."
        )
    part = {name: float(value or 0) for name, value in found.groupdict().items() if name != "sign"}
    days = part["y"] * 365 + part["mo"] * 30 + part["w"] * 7 + part["d"]
    try:
        span = timedelta(days=days, hours=part["h"], minutes=part["mi"], seconds=part["s"])
    except OverflowError:
        raise _beyond() from None
    return -span if found["sign"] else span


def _beyond() -> ExpressionFault:
    return ExpressionFault("The added or subtracted value results in an un-representable DateTime.")


def date_time_add(base: Any, duration: Any, form: Any = None) -> str:
    """In the format asked for; else ISO 8601 of an ISO 8601 time, the general one of others."""
    moment = _time("dateTimeAdd", base)
    try:
        moment += _duration(duration)
    except OverflowError:
        raise _beyond() from None
    if form is not None:
        expect("dateTimeAdd", form, "string")
        return write_time(moment, form)
    if "T" not in base.upper().strip()[8:12]:
        return write_time(moment, _GENERAL)
    return write_time(moment, _SECONDS)


def from_epoch(seconds: Any) -> str:
    expect("dateTimeFromEpoch", seconds, "integer")
    try:
        return write_time(_EPOCH + timedelta(seconds=seconds), _SECONDS)
    except OverflowError:
        raise _beyond() from None


def to_epoch(text: Any) -> int:
    return (_time("dateTimeToEpoch", text) - _EPOCH) // timedelta(seconds=1)


def utc_now(frame: Frame, form: Any = "yyyyMMddTHHmmssZ") -> str:
    expect("utcNow", form, "string")
    return write_time(_EPOCH + timedelta(seconds=frame.scope.environment.now), form)


def _date(name: str, summary: str, apply: Any, least: int, most: int) -> Function:
    return Function(name=name, family="Date", summary=summary, apply=apply, least=least, most=most)


FUNCTIONS: Final = (
    _date("dateTimeAdd", "a time with an ISO 8601 duration added", date_time_add, 2, 3),
    _date("dateTimeFromEpoch", "the time of so many seconds since 1970", from_epoch, 1, 1),
    _date("dateTimeToEpoch", "how many seconds since 1970 a time is", to_epoch, 1, 1),
    Function(
        name="utcNow",
        family="Date",
        summary="the time of the deployment; in a parameter's default only",
        apply=utc_now,
        most=1,
        sees=Sees.FRAME,
        places=frozenset((Place.PARAMETER,)),
    ),
)

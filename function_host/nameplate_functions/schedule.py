"""When a timer is due: NCRONTAB expressions and time spans. Pure: it is told the time.

``{second} {minute} {hour} {day} {month} {day of week}``; five fields leave out the second. A field
is ``*``, numbers, ranges, lists, steps, and names of months and days. A day must fit both of its
fields. Times are local ones of a zone: an hour that is skipped in spring has no occurrence, one
that comes twice in autumn has its occurrences once.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final, Protocol

from nameplate_functions.failures import AppProblem
from nameplate_functions.time_span import find_time_span

_MONTHS: Final = {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name}
_DAYS: Final = {name: n for n, name in enumerate(("sun", "mon", "tue", "wed", "thu", "fri", "sat"))}
_YEARS: Final = 30
"""An expression that is not due in so many years is never due (the 30th of February)."""


class Schedule(Protocol):
    """When a timer is due."""

    @property
    def adjusts_for_zone(self) -> bool:
        """Whether its times are of the clock on the wall, rather than of a stopwatch."""
        ...

    def after(self, moment: datetime, zone: tzinfo) -> datetime | None:
        """The first time it is due after a moment (both in UTC); ``None``: never."""
        ...


@dataclass(frozen=True, slots=True)
class Interval:
    """A schedule of equal spans: ``00:05:00``."""

    span: timedelta
    adjusts_for_zone: bool = False

    def after(self, moment: datetime, zone: tzinfo) -> datetime | None:  # noqa: ARG002 - as the others
        return moment + self.span


@dataclass(frozen=True, slots=True)
class Cron:
    """A schedule of an NCRONTAB expression; each field holds its numbers, sorted."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    """0 is Sunday."""
    adjusts_for_zone: bool = True

    def after(self, moment: datetime, zone: tzinfo) -> datetime | None:
        local = moment.astimezone(zone).replace(tzinfo=None)
        for day in self._days_from(local.date()):
            for found in self._times_of(day, after=local):
                due = _in_utc(found, zone)
                if due is not None and due > moment:
                    return due
        return None

    def _days_from(self, day: date) -> Iterator[date]:
        """The days that fit, from one on."""
        last = min(day.year + _YEARS, date.max.year - 1)
        while day.year <= last:
            if day.month not in self.months:
                day = _next_month(day)
                continue
            if day.day in self.days and (day.weekday() + 1) % 7 in self.weekdays:
                yield day
            day += timedelta(days=1)

    def _times_of(self, day: date, *, after: datetime) -> Iterator[datetime]:
        """The times of a day that are later than one, by the clock on the wall."""
        first = day == after.date()
        for hour in self.hours:
            if first and hour < after.hour:
                continue
            for minute in self.minutes:
                if first and (hour, minute) < (after.hour, after.minute):
                    continue
                for second in self.seconds:
                    found = datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 - local
                    if found > after:
                        yield found


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _in_utc(local: datetime, zone: tzinfo) -> datetime | None:
    """A local time in UTC; ``None`` for one that clocks skip. One that comes twice is the first."""
    found = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return found if found.astimezone(zone).replace(tzinfo=None) == local else None


def parse_schedule(text: str) -> Schedule:
    """Read a timer's expression. Raises ``AppProblem``."""
    span = find_time_span(text)
    if span is not None:
        if not span:
            raise AppProblem(f"schedule '{text}' has no length")
        return Interval(span)
    fields = text.split()
    if len(fields) == 5:
        fields = ["0", *fields]
    if len(fields) != 6:
        raise AppProblem(f"schedule '{text}' is no NCRONTAB expression (six fields) or time span")
    second, minute, hour, day, month, weekday = fields
    try:
        return Cron(
            seconds=tuple(sorted(_field(second, 0, 59))),
            minutes=tuple(sorted(_field(minute, 0, 59))),
            hours=tuple(sorted(_field(hour, 0, 23))),
            days=_field(day, 1, 31),
            months=_field(month, 1, 12, _MONTHS),
            weekdays=frozenset(each % 7 for each in _field(weekday, 0, 7, _DAYS)),
        )
    except ValueError as problem:
        raise AppProblem(f"schedule '{text}': {problem}") from None


def _field(text: str, least: int, most: int, names: dict[str, int] | None = None) -> frozenset[int]:
    """The numbers that a field stands for. Raises ``ValueError``."""
    found: set[int] = set()
    for piece in text.split(","):
        base, slash, step_text = piece.partition("/")
        step = _number(step_text, 1, 10_000) if slash else 1
        first, last = _range(base, least, most, names or {}, stepped=bool(slash))
        if first <= last:
            found.update(range(first, last + 1, step))
        else:
            raise ValueError(f"'{piece}' begins after its end")
    return frozenset(found)


def _range(
    text: str, least: int, most: int, names: dict[str, int], *, stepped: bool
) -> tuple[int, int]:
    if text == "*":
        return least, 6 if names is _DAYS else most
    first, dash, last = text.partition("-")
    begin = _named(first, least, most, names)
    if dash:
        return begin, _named(last, least, most, names)
    return begin, most if stepped else begin


def _named(text: str, least: int, most: int, names: dict[str, int]) -> int:
    known = next((n for name, n in names.items() if text[:3].lower() == name), None)
    if known is not None and re.fullmatch(r"[A-Za-z]{3,9}", text):
        return known
    return _number(text, least, most)


def _number(text: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or not least <= int(text) <= most:
        raise ValueError(f"'{text}' is no number from {least} to {most}")
    return int(text)

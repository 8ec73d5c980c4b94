"""Times as text: reading what .NET reads, writing its standard and custom formats."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from nameplate.template.errors import ExpressionFault

_ISO: Final = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?:[Tt ](?P<H>\d\d):(?P<M>\d\d)"
    r"(?::(?P<S>\d\d)(?:\.(?P<f>\d{1,9}))?)?)?\s*(?P<z>[Zz]|[+-]\d\d:?\d\d)?"
)
_BASIC: Final = re.compile(
    r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)[Tt](?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)(?P<f>)(?P<z>[Zz])?"
)
_AMERICAN: Final = re.compile(
    r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})(?: (?P<H>\d{1,2}):(?P<M>\d\d)(?::(?P<S>\d\d))?"
    r"(?: ?(?P<half>[AaPp][Mm]))?)?\s*(?P<z>[Zz])?(?P<f>)"
)
_PIECE: Final = re.compile(
    r"y{1,5}|M{1,4}|d{1,4}|H{1,2}|h{1,2}|m{1,2}|s{1,2}|f{1,7}|F{1,7}|t{1,2}|z{1,3}|K|g{1,2}"
    r"|'[^']*'|\"[^\"]*\"|\\.|%|."
)
_STANDARD: Final = {
    "d": "MM/dd/yyyy",
    "D": "dddd, dd MMMM yyyy",
    "f": "dddd, dd MMMM yyyy HH:mm",
    "F": "dddd, dd MMMM yyyy HH:mm:ss",
    "g": "MM/dd/yyyy HH:mm",
    "G": "MM/dd/yyyy HH:mm:ss",
    "m": "MMMM dd",
    "M": "MMMM dd",
    "o": "yyyy-MM-ddTHH:mm:ss.fffffffK",
    "O": "yyyy-MM-ddTHH:mm:ss.fffffffK",
    "r": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    "R": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    "s": "yyyy-MM-ddTHH:mm:ss",
    "t": "HH:mm",
    "T": "HH:mm:ss",
    "u": "yyyy-MM-dd HH:mm:ssZ",
    "U": "dddd, dd MMMM yyyy HH:mm:ss",
    "y": "yyyy MMMM",
    "Y": "yyyy MMMM",
}
_ZONES: Final = ("+0", "+00", "+00:00")
_FIXED: Final = {"K": "Z", "z": "+00:00", "g": "A.D.", "%": ""}
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def read_time(text: str) -> datetime | None:
    """A time in UTC (the zone that is meant where none is given); ``None`` of other text."""
    bare = text.strip()
    found = _ISO.fullmatch(bare) or _BASIC.fullmatch(bare) or _AMERICAN.fullmatch(bare)
    if found is None:
        return None
    part = found.groupdict()
    hour = int(part["H"] or 0)
    half = (part.get("half") or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        moment = datetime(
            *(int(part["y"]), int(part["m"]), int(part["d"]), hour, int(part["M"] or 0)),
            int(part["S"] or 0),
            int((part["f"] or "0").ljust(9, "0")[:6]),
            tzinfo=_zone(part["z"]),
        )
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None) -> timezone:
    if not text or text in "Zz":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


def write_time(moment: datetime, pattern: str) -> str:
    """A time in one of .NET's standard formats (a single letter) or in a custom one."""
    if len(pattern) == 1:
        if pattern not in _STANDARD:
            raise ExpressionFault("Input string was not in a correct format.")
        pattern = _STANDARD[pattern]
    return "".join(_piece(moment, piece) for piece in _PIECE.findall(pattern))


def _piece(moment: datetime, piece: str) -> str:
    count, letter = len(piece), piece[0]
    if letter in "'\"\\" and count > 1:
        return piece[1:] if letter == "\\" else piece[1:-1]
    if letter in "Md" and count > 2:
        name = _MONTHS[moment.month - 1] if letter == "M" else _DAYS[moment.weekday()]
        return name[:3] if count == 3 else name
    if letter in "fF":
        digits = f"{moment.microsecond:06d}0"[:count]
        return digits if letter == "f" else digits.rstrip("0")
    if letter in _FIXED:
        return _ZONES[count - 1] if letter == "z" else _FIXED[letter]
    if letter == "t":
        return ("AM" if moment.hour < 12 else "PM")[:count]
    if letter == "y" and count <= 2:
        return str(moment.year % 100).rjust(count, "0")
    number = _number(moment, letter)
    return piece if number is None else str(number).rjust(count, "0")


def _number(moment: datetime, letter: str) -> int | None:
    return {
        "y": moment.year,
        "M": moment.month,
        "d": moment.day,
        "H": moment.hour,
        "h": moment.hour % 12 or 12,
        "m": moment.minute,
        "s": moment.second,
    }.get(letter)

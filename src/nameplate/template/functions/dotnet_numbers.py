"""Numbers as .NET formats them in the invariant culture: ``N0``, ``D4``, ``X2``, ``#,##0.00``..."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from nameplate.template.errors import ExpressionFault

_STANDARD: Final = re.compile(r"([A-Za-z])(\d{0,3})")
_SECTION: Final = re.compile(r"'[^']*'|\"[^\"]*\"|\\.|[^;]")
_PIECE: Final = re.compile(r"'[^']*'|\"[^\"]*\"|\\.|.")
_INVALID: Final = "Format specifier was invalid."


def number_text(value: float) -> str:
    """A number without a format."""
    if isinstance(value, int):
        return str(value)
    text = repr(value)
    mantissa, mark, exponent = text.partition("e")
    if mark:
        digits = mantissa.removesuffix(".0")
        return f"{digits}E{int(exponent):+03d}"
    return mantissa.removesuffix(".0")


def format_number(value: float, pattern: str) -> str:
    """A number in a standard or custom format. Raises ``ExpressionFault``."""
    standard = _STANDARD.fullmatch(pattern)
    if standard is None:
        return _custom(Decimal(str(value)), pattern)
    letter = standard[1].upper()
    digits = int(standard[2]) if standard[2] else None
    if letter in "DX" and not isinstance(value, int):
        raise ExpressionFault(_INVALID)
    match letter:
        case "D":
            return ("-" if value < 0 else "") + f"{abs(int(value)):0{digits or 1}d}"
        case "X":
            text = f"{int(value) & 0xFFFFFFFFFFFFFFFF:x}".rjust(digits or 1, "0")
            return text.upper() if standard[1] == "X" else text
        case "N" | "F" | "C" | "P":
            return _fixed(Decimal(str(value)), letter, 2 if digits is None else digits)
        case "E":
            return _exponent(Decimal(str(value)), standard[1], 6 if digits is None else digits)
        case "G" | "R":
            return _general(value, digits)
        case _:
            raise ExpressionFault(_INVALID)


def _rounded(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def _fixed(value: Decimal, letter: str, digits: int) -> str:
    if letter == "P":
        value *= 100
    text = format(abs(_rounded(value, digits)), f"{'' if letter == 'F' else ','}.{digits}f")
    negative = "-" if _rounded(value, digits) < 0 else ""
    if letter == "C":
        return f"(\u00a4{text})" if negative else f"\u00a4{text}"
    return f"{negative}{text} %" if letter == "P" else f"{negative}{text}"


def _exponent(value: Decimal, letter: str, digits: int) -> str:
    mantissa, _, power = f"{value:.{digits}E}".partition("E")
    return f"{mantissa}{letter}{int(power or 0):+04d}"


def _general(value: float, digits: int | None) -> str:
    if digits is None or digits == 0:
        return number_text(value)
    text = f"{value:.{digits}G}"
    mantissa, mark, power = text.partition("E")
    return f"{mantissa}{mark}{int(power):+03d}" if mark else text


def _custom(value: Decimal, pattern: str) -> str:
    """A custom format: up to three sections for positive, negative and zero."""
    sections = _sections(pattern)
    if value == 0 and len(sections) > 2:
        return _section(value, sections[2])
    if value < 0 and len(sections) > 1 and sections[1]:
        return _section(-value, sections[1])
    sign = "-" if value < 0 else ""
    return sign + _section(abs(value), sections[0])


def _sections(pattern: str) -> list[str]:
    sections, at = [""], 0
    while at < len(pattern):
        if pattern[at] == ";":
            sections.append("")
            at += 1
            continue
        found = _SECTION.match(pattern, at)
        text = found[0] if found else pattern[at]
        sections[-1] += text
        at += len(text)
    return sections


def _section(value: Decimal, section: str) -> str:
    pieces = _PIECE.findall(section)
    point = pieces.index(".") if "." in pieces else len(pieces)
    whole = [piece for piece in pieces[:point] if piece in "0#"]
    part = [piece for piece in pieces[point:] if piece in "0#"]
    if "%" in pieces:
        value *= 100
    if not whole and not part:
        return "".join(map(_plain, pieces))
    grouped = "," in pieces[:point] and pieces[:point].index(",") > 0
    places = len(part)
    text = f"{_rounded(value, places):.{places}f}"
    left, _, right = text.partition(".")
    least = len(whole) - whole.index("0") if "0" in whole else 0
    left = left.lstrip("0").rjust(least, "0")
    if grouped and left:
        left = re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", left)
    keep = max((at + 1 for at, piece in enumerate(part) if piece == "0"), default=0)
    right = right[:keep] + right[keep:].rstrip("0")
    return _filled(pieces, point, left, right)


def _filled(pieces: list[str], point: int, left: str, right: str) -> str:
    """The literals of a section around its two runs of digits."""
    out, placed = [], {"left": False, "right": False}
    for at, piece in enumerate(pieces):
        if piece in "0#":
            side = "left" if at < point else "right"
            if not placed[side]:
                placed[side] = True
                out.append(left if side == "left" else f".{right}" if right else "")
        elif piece not in ".,":
            out.append(_plain(piece))
    return "".join(out)


def _plain(piece: str) -> str:
    if len(piece) > 1:
        return piece[1:] if piece[0] == "\\" else piece[1:-1]
    return piece

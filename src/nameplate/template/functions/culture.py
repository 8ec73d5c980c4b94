"""How .NET compares strings: ignoring case by character, or in the invariant culture's order.

In that order punctuation stands before digits and digits before letters; accents and then case
(lower before upper) only decide between strings that are otherwise the same.
"""

import unicodedata
from typing import Any, Final

_SPACE: Final = 0
_PUNCTUATION: Final = 1
_SYMBOL: Final = 2
_DIGIT: Final = 3
_LETTER: Final = 4
_RANKS: Final = {"Z": _SPACE, "C": _SPACE, "P": _PUNCTUATION, "S": _SYMBOL, "N": _DIGIT}


def upper(text: str) -> str:
    """Upper case character by character: the length stays."""
    if text.isascii():
        return text.upper()
    return "".join(big if len(big := letter.upper()) == 1 else letter for letter in text)


def lower(text: str) -> str:
    """Lower case character by character: the length stays."""
    if text.isascii():
        return text.lower()
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def order_key(text: str) -> tuple[Any, ...]:
    """A key that sorts strings as the invariant culture does."""
    primary: list[tuple[int, str]] = []
    accents: list[str] = []
    cases: list[int] = []
    for letter in unicodedata.normalize("NFD", text):
        category = unicodedata.category(letter)
        if category[0] == "M":
            accents.append(letter)
            continue
        primary.append((_RANKS.get(category[0], _LETTER), letter.casefold()))
        cases.append(category == "Lu")
    return tuple(primary), tuple(accents), tuple(cases)


def compare(left: str, right: str) -> int:
    """Negative, zero or positive, as .NET's ``Compare``."""
    if left == right:
        return 0
    first, second = order_key(left), order_key(right)
    return (first > second) - (first < second)

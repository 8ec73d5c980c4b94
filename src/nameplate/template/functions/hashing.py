"""``guid`` and ``uniqueString``: Azure's own results for the same arguments.

``guid`` is a name-based UUID (version 5) in a namespace of ARM's. ``uniqueString`` is a 64-bit
Murmur hash over two 32-bit lanes, written in 13 letters of base 32.
"""

from typing import Any, Final
from uuid import UUID, uuid5

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.composite_format import display
from nameplate.template.functions.function import Function, Sees
from nameplate.template.functions.words import is_array, is_object, see, type_name
from nameplate.template.language.frame import Frame, Place

_NAMESPACE: Final = UUID("11fb06fb-712d-4ddd-98c7-e71bbd588830")
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz234567"
_A: Final = 0x239B961B
_B: Final = 0xAB0E9789
_MASK: Final = 0xFFFFFFFF


def _joined(function: str, values: tuple[Any, ...]) -> str:
    for value in values:
        if is_array(value) or is_object(value) or value is None:
            raise ExpressionFault(
                f"The template language function '{function}' expects its parameters to be of type "
                f"'String'. The provided value is of type '{type_name(value)}'. {see(function)}"
            )
    return "-".join(map(display, values))


def guid(*values: Any) -> str:
    return str(uuid5(_NAMESPACE, _joined("guid", values)))


def unique_string(*values: Any) -> str:
    number = hash64(_joined("uniqueString", values).encode())
    return (
        "".join(_ALPHABET[(number >> (59 - 5 * at)) & 31] for at in range(12))
        + (_ALPHABET[(number << 1) & 31])
    )


def hash64(data: bytes) -> int:
    """Two lanes of Murmur 3, finished into one number."""
    one = two = 0
    whole = len(data) - len(data) % 8
    for at in range(0, whole, 8):
        one ^= _mixed(_word(data[at : at + 4]), _A, 15, _B)
        one = ((_rotated(one, 19) + two) * 5 + 0x561CCD1B) & _MASK
        two ^= _mixed(_word(data[at + 4 : at + 8]), _B, 17, _A)
        two = ((_rotated(two, 13) + one) * 5 + 0x0BCAA747) & _MASK
    tail = data[whole:]
    if tail:
        one ^= _mixed(_word(tail[:4]), _A, 15, _B)
    if len(tail) > 4:
        two ^= _mixed(_word(tail[4:]), _B, 17, _A)
    one, two = one ^ len(data), two ^ len(data)
    one = (one + two) & _MASK
    two = (two + one) & _MASK
    one, two = _finished(one), _finished(two)
    one = (one + two) & _MASK
    two = (two + one) & _MASK
    return two << 32 | one


def _word(data: bytes) -> int:
    return int.from_bytes(data, "little")


def _rotated(value: int, by: int) -> int:
    return (value << by | value >> (32 - by)) & _MASK


def _mixed(word: int, first: int, by: int, second: int) -> int:
    return _rotated(word * first & _MASK, by) * second & _MASK


def _finished(value: int) -> int:
    value = (value ^ value >> 16) * 0x85EBCA6B & _MASK
    value = (value ^ value >> 13) * 0xC2B2AE35 & _MASK
    return value ^ value >> 16


def new_guid(frame: Frame) -> str:
    return frame.scope.environment.new_guid()


FUNCTIONS: Final = (
    Function(
        name="guid",
        family="String",
        summary="a GUID that depends only on the values",
        apply=guid,
        least=1,
    ),
    Function(
        name="uniqueString",
        family="String",
        summary="13 letters that depend only on the values",
        apply=unique_string,
        least=1,
        slow=True,
    ),
    Function(
        name="newGuid",
        family="String",
        summary="a random GUID; in a parameter's default only",
        apply=new_guid,
        most=0,
        sees=Sees.FRAME,
        places=frozenset((Place.PARAMETER,)),
    ),
)

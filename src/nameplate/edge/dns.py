"""A small DNS responder's words: one question read, one answer written (RFC 1035, RFC 6891).

Pure: who asks and what a name means is handed in. What is malformed gets no answer or FORMERR,
never an exception.
"""

import ipaddress
import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

SMALLEST: Final = 512
"""What a client without EDNS takes in one datagram; our answers are never larger."""

_HEADER: Final = struct.Struct("!6H")
_QUESTION: Final = struct.Struct("!HH")
_IS_ANSWER: Final = 0x8000
_OPCODE: Final = 0x7800
_AUTHORITATIVE: Final = 0x0400
_RECURSION_DESIRED: Final = 0x0100
_RECURSION_AVAILABLE: Final = 0x0080
_POINTER: Final = 0xC0
_LONGEST_NAME: Final = 255
_INTERNET: Final = 1
_ANY_CLASS: Final = 255
_NAME_OF_THE_QUESTION: Final = 0xC000 | _HEADER.size
_SECONDS: Final = 5
"""How long an answer is good for: nobody keeps one beyond a run."""


class RecordType(IntEnum):
    """The types that are answered."""

    A = 1
    AAAA = 28
    ANY = 255


class Code(IntEnum):
    """RCODE."""

    FINE = 0
    MALFORMED = 1
    NO_SUCH_NAME = 3
    NOT_IMPLEMENTED = 4


@dataclass(frozen=True, slots=True)
class Question:
    """What a client asks for."""

    identifier: int
    flags: int
    name: str
    """Lower case, without the dot at the end."""
    type: int
    in_class: int
    raw: bytes
    """As it stands in the message."""


class MalformedError(Exception):
    """A query that cannot be read; ``head`` is enough to say so, or ``None``: not even that."""

    def __init__(self, head: tuple[int, int] | None, code: Code) -> None:
        super().__init__(code.name)
        self.head = head
        self.code = code


Resolve = Callable[[Question], str | None]
"""The IPv4 address of a name; ``None``: there is no such name here."""


def answer(message: bytes, resolve: Resolve) -> bytes | None:
    """The reply to a query; ``None`` where silence is the answer."""
    try:
        question = read_question(message)
    except MalformedError as problem:
        if problem.head is None:
            return None
        identifier, flags = problem.head
        return _HEADER.pack(identifier, _flags(flags, problem.code), 0, 0, 0, 0)
    if question.in_class not in (_INTERNET, _ANY_CLASS):
        return _reply(question, Code.NOT_IMPLEMENTED)
    address = resolve(question)
    if address is None:
        return _reply(question, Code.NO_SUCH_NAME)
    if question.type not in (RecordType.A, RecordType.ANY):
        return _reply(question, Code.FINE)  # the name is there, and has nothing of that type
    return _reply(question, Code.FINE, address)


def read_question(message: bytes) -> Question:
    """The only question of a query. Raises ``MalformedError``."""
    if len(message) < _HEADER.size:
        raise MalformedError(None, Code.MALFORMED)
    identifier, flags, questions, *_ = _HEADER.unpack_from(message)
    head = (identifier, flags)
    if flags & _IS_ANSWER:
        raise MalformedError(None, Code.MALFORMED)  # two responders would talk for ever
    if flags & _OPCODE:
        raise MalformedError(head, Code.NOT_IMPLEMENTED)
    if questions != 1:
        raise MalformedError(head, Code.MALFORMED)
    name, end = _read_name(message, head)
    if len(message) < end + _QUESTION.size:
        raise MalformedError(head, Code.MALFORMED)
    kind, in_class = _QUESTION.unpack_from(message, end)
    raw = message[_HEADER.size : end + _QUESTION.size]
    return Question(identifier, flags, name, kind, in_class, raw)


def _read_name(message: bytes, head: tuple[int, int]) -> tuple[str, int]:
    """The name behind the header, and where it ends. Pointers have nothing to point at there."""
    labels: list[str] = []
    at = _HEADER.size
    while at < len(message) and at - _HEADER.size < _LONGEST_NAME:
        length = message[at]
        at += 1
        if length == 0:
            return ".".join(labels), at
        if length & _POINTER or at + length > len(message):
            break
        labels.append(message[at : at + length].decode("latin-1").lower())
        at += length
    raise MalformedError(head, Code.MALFORMED)


def _reply(question: Question, code: Code, address: str | None = None) -> bytes:
    flags = _flags(question.flags, code)
    head = _HEADER.pack(question.identifier, flags, 1, 0 if address is None else 1, 0, 0)
    if address is None:
        return head + question.raw
    packed = ipaddress.IPv4Address(address).packed
    fixed = (_NAME_OF_THE_QUESTION, RecordType.A, _INTERNET, _SECONDS, len(packed))
    return head + question.raw + struct.pack("!HHHIH", *fixed) + packed


def _flags(asked: int, code: Code) -> int:
    kept = asked & (_OPCODE | _RECURSION_DESIRED)
    return _IS_ANSWER | kept | _AUTHORITATIVE | _RECURSION_AVAILABLE | code

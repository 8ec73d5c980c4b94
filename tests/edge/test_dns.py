"""The small DNS responder: real queries, and whatever else comes."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from nameplate.edge import dns
from nameplate.edge.dns import Code, Question, RecordType


def query(
    name: str, kind: int = 1, *, flags: int = 0x0100, count: int = 1, in_class: int = 1
) -> bytes:
    labels = b"".join(bytes((len(label),)) + label.encode() for label in name.split(".") if label)
    head = struct.pack("!6H", 0x1234, flags, count, 0, 0, 0)
    return head + labels + b"\0" + struct.pack("!HH", kind, in_class)


def here(question: Question) -> str | None:
    return "127.0.0.1" if question.name.endswith("here.example") else None


def reply(message: bytes) -> tuple[int, int, int, bytes]:
    """Identifier, RCODE, how many answers, and everything."""
    found = dns.answer(message, here)
    assert found is not None
    identifier, flags, _, answers, *_ = struct.unpack_from("!6H", found)
    assert flags & 0x8000
    return identifier, flags & 0xF, answers, found


def test_a_name_that_is_here_has_an_address_in_any_case_of_letters() -> None:
    identifier, code, answers, message = reply(query("Vault.HERE.example"))

    assert (identifier, code, answers) == (0x1234, Code.FINE, 1)
    assert message.endswith(bytes((0, 4, 127, 0, 0, 1)))
    assert b"\x05Vault\x04HERE" in message  # as it was asked


def test_it_has_no_address_of_another_kind_and_that_is_no_error() -> None:
    assert reply(query("here.example", RecordType.AAAA))[1:3] == (Code.FINE, 0)
    assert reply(query("here.example", 65))[1:3] == (Code.FINE, 0)


def test_other_names_are_not_there() -> None:
    assert reply(query("example.org"))[1:3] == (Code.NO_SUCH_NAME, 0)
    assert reply(query(""))[1:3] == (Code.NO_SUCH_NAME, 0)


def test_what_follows_the_question_is_not_looked_at() -> None:
    edns = b"\0\0\x29\x04\xd0\0\0\0\0\0\0"
    message = bytearray(query("here.example") + edns)
    message[11] = 1
    assert reply(bytes(message))[1:3] == (Code.FINE, 1)


def test_what_cannot_be_read_is_said_or_met_with_silence() -> None:
    assert dns.answer(b"", here) is None
    assert dns.answer(b"\0" * 11, here) is None
    assert dns.answer(query("here.example", flags=0x8100), here) is None  # an answer
    assert reply(query("here.example", flags=0x2000))[1] == Code.NOT_IMPLEMENTED
    assert reply(query("here.example", count=2))[1] == Code.MALFORMED
    assert reply(query("here.example")[:-3])[1] == Code.MALFORMED
    assert reply(query("here.example", in_class=3))[1] == Code.NOT_IMPLEMENTED
    pointer = query("x").replace(b"\x01x\0", b"\xc0\x0c")
    assert reply(pointer)[1] == Code.MALFORMED
    assert reply(query(".".join(["a" * 60] * 6)))[1] == Code.MALFORMED


@given(st.binary(max_size=600))
def test_no_message_is_an_exception_or_makes_a_large_answer(message: bytes) -> None:
    found = dns.answer(message, here)

    assert found is None or (found[:2] == message[:2] and len(found) <= dns.SMALLEST)


@given(st.binary(max_size=300), st.integers(0, 0x7FF))
def test_the_same_behind_a_header_that_is_in_order(rest: bytes, flags: int) -> None:
    found = dns.answer(struct.pack("!6H", 7, flags, 1, 0, 0, 0) + rest, here)

    assert found is not None
    assert len(found) <= dns.SMALLEST

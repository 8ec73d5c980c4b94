"""Lines arrive in pieces of any size, and a peer that talks nonsense is told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.process.keeper.messages import LONGEST, Lines, Malformed, decode, encode

MESSAGES = st.lists(st.dictionaries(st.text(max_size=9), st.text(max_size=9)), max_size=6)


@given(MESSAGES, st.integers(1, 40))
def test_messages_survive_being_cut_anywhere(messages: list[dict[str, str]], size: int) -> None:
    sent = b"".join(encode(message) for message in messages)
    lines, found = Lines(), []
    for start in range(0, len(sent), size):
        found += [decode(line) for line in lines.feed(sent[start : start + size])]
    assert found == messages


@pytest.mark.parametrize("line", [b"{", b"[]", b"7", b"\xff"])
def test_what_is_no_object_is_malformed(line: bytes) -> None:
    with pytest.raises(Malformed):
        decode(line)


def test_a_line_that_never_ends_is_malformed() -> None:
    with pytest.raises(Malformed, match="too long"):
        Lines().feed(b"x" * (LONGEST + 1))

"""How messages are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate_functions.failures import CannotConvert
from nameplate_functions.queue_texts import decoded, encoded, members


@given(st.binary())
def test_base64_gives_any_message_back(body: bytes) -> None:
    assert decoded(encoded(body, base64_wanted=True), base64_wanted=True) == body


@given(st.text())
def test_plain_gives_any_text_back(text: str) -> None:
    body = text.encode("utf-8", "replace")
    assert decoded(encoded(body, base64_wanted=False), base64_wanted=False) == body


def test_what_cannot_be_written_or_read_is_refused() -> None:
    with pytest.raises(CannotConvert, match="messageEncoding"):
        encoded(b"\xff", base64_wanted=False)
    with pytest.raises(CannotConvert, match="not base64"):
        decoded("not base64!", base64_wanted=True)


@pytest.mark.parametrize(
    ("body", "expected"), [(b'{"a": 1}', {"a": 1}), (b"[1]", {}), (b"x", {}), (b"\xff", {})]
)
def test_the_members_of_an_object(body: bytes, expected: dict[str, int]) -> None:
    assert members(body) == expected

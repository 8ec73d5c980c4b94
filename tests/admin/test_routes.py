"""Fields of a call: present, of their type, within bounds, or named in the refusal."""

import pytest

from nameplate.core.errors import BadRequest
from tests.admin.desk import call


def test_text_and_numbers_are_read() -> None:
    assert call(b'{"a":"x"}').text("a") == "x"
    assert call(b'{"n":3}').field("n", int) == 3
    assert call(b"").field("n", int, required=False) is None
    assert call(query=b"limit=7").number("limit", 1, low=1, high=10) == 7
    assert call().number("limit", 1, low=1, high=10) == 1


@pytest.mark.parametrize("body", [b"{}", b'{"a":1}', b'{"a":""}', b'{"a":null}', b"[]", b"{"])
def test_a_wrong_field_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequest):
        call(body).text("a")


def test_true_is_no_number() -> None:
    with pytest.raises(BadRequest, match="'n' must be of type int"):
        call(b'{"n":true}').field("n", int)


@pytest.mark.parametrize("query", [b"limit=0", b"limit=11", b"limit=x", b"limit=-1"])
def test_a_number_out_of_bounds_names_them(query: bytes) -> None:
    with pytest.raises(BadRequest, match="'limit' must be a number from 1 to 10"):
        call(query=query).number("limit", 1, low=1, high=10)

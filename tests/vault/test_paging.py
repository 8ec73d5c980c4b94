"""Pages, their tokens and their links."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import BadRequest
from nameplate.vault import paging


@given(st.text(max_size=127))
@settings(max_examples=50)
def test_a_token_leads_back_to_its_key(key: str) -> None:
    token = paging.skip_token(key)

    assert paging.after_of(token) == key
    assert "=" not in token


@given(st.text(max_size=200) | st.binary(max_size=80).map(lambda raw: raw.decode("latin-1")))
@settings(max_examples=100)
def test_any_other_token_is_refused_or_read(text: str) -> None:
    with suppress(BadRequest):
        paging.after_of(text)


@pytest.mark.parametrize("token", ["Sanitized", "e30", "!", "x" * 5000])
def test_a_foreign_token_is_refused(token: str) -> None:
    with pytest.raises(BadRequest, match="skiptoken"):
        paging.after_of(token)


def test_without_a_token_a_list_begins_at_its_beginning() -> None:
    assert paging.after_of(None) == paging.after_of("") == ""


def test_a_link_names_the_port_and_ends_with_the_size_only_if_it_was_given() -> None:
    base = "https://contoso.example"

    assert paging.next_link(base, "/secrets", "7.4", token="t", size=None) == (
        "https://contoso.example:443/secrets?api-version=7.4&$skiptoken=t"
    )
    assert paging.next_link(f"{base}:8443", "/secrets", "7.4", token="t", size=2) == (
        "https://contoso.example:8443/secrets?api-version=7.4&$skiptoken=t&maxresults=2"
    )


def test_a_page_is_cut_where_one_more_was_read() -> None:
    assert paging.cut(["a", "b"], 2, str) == (["a", "b"], None)
    page, token = paging.cut(["a", "b", "c"], 2, str)
    assert page == ["a", "b"]
    assert paging.after_of(token) == "b"

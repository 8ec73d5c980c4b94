"""Bodies that Graph is sent."""

import contextlib
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.authority.graph_body import (
    flag,
    guids,
    is_guid,
    json_object,
    listed,
    optional_text,
    parse_password,
    part,
    required_guid,
    required_member,
)
from nameplate.core.errors import BadRequest
from nameplate.edge.http import Request


def post(document: Any) -> Request:
    return Request("POST", "/", body=orjson.dumps(document))


@pytest.mark.parametrize("text", ["true", 1, "", []])
def test_flags_are_true_or_false(text: Any) -> None:
    assert flag({}, "x") is None
    assert flag({"x": False}, "x") is False
    with pytest.raises(BadRequest):
        flag({"x": text}, "x")


def test_texts_parts_and_lists_are_what_they_say() -> None:
    body = {"text": "t", "part": {"a": 1}, "list": ["a"], "nothing": None}
    assert (optional_text(body, "text"), optional_text(body, "nothing")) == ("t", None)
    assert (part(body, "part"), part(body, "nothing")) == ({"a": 1}, {})
    assert (listed(body, "list", str), listed(body, "nothing", str)) == (["a"], [])
    for read in (
        lambda: optional_text(body, "list"),
        lambda: optional_text({"x": "y" * 1025}, "x"),
        lambda: part(body, "text"),
        lambda: listed(body, "text", str),
        lambda: listed(body, "list", dict),
        lambda: listed({"x": ["y"] * 51}, "x", str),
    ):
        with pytest.raises(BadRequest):
            read()


def test_ids_are_guids_in_lower_case() -> None:
    given = "AAAAAAAA-0000-0000-0000-000000000001"
    assert required_guid({"id": given}, "id") == given.lower()
    assert guids({"ids": [given]}, "ids") == [given.lower()]
    for read in (lambda: required_guid({"id": "x"}, "id"), lambda: guids({"ids": ["x"]}, "ids")):
        with pytest.raises(BadRequest):
            read()
    assert not is_guid(f"{given}\n")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=8,
    )
)
def test_anything_at_all_is_read_or_refused(value: Any) -> None:
    for read in (
        lambda: json_object(post(value)),
        lambda: flag({"x": value}, "x"),
        lambda: guids({"x": value}, "x"),
        lambda: required_guid({"x": value}, "x"),
    ):
        with contextlib.suppress(BadRequest):
            read()


@pytest.mark.parametrize(
    ("end", "expires"),
    [
        ("1970-01-02T00:00:00Z", 86_400.0),
        ("1970-01-02T01:00:00+01:00", 86_400.0),
        ("1970-01-02T00:00:00", 86_400.0),
        (None, None),
    ],
)
def test_a_password_may_have_an_end(end: str | None, expires: float | None) -> None:
    asked = {"passwordCredential": {"displayName": "ci", "endDateTime": end}}
    wanted = parse_password(post(asked))
    assert (wanted.display_name, wanted.expires) == ("ci", expires)


def test_a_password_needs_no_body() -> None:
    for request in (Request("POST", "/"), post({}), post({"passwordCredential": None})):
        assert parse_password(request).expires is None


@pytest.mark.parametrize(
    "asked", ["x", {"endDateTime": "soon"}, {"endDateTime": 7}, {"displayName": 7}]
)
def test_malformed_passwords(asked: Any) -> None:
    with pytest.raises(BadRequest):
        parse_password(post({"passwordCredential": asked}))


def test_a_member_that_is_required() -> None:
    assert required_member(post({"appId": "a"}), "appId") == "a"
    with pytest.raises(BadRequest, match="'appId'"):
        required_member(post({}), "appId")

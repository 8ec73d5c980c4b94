"""Query options of the directory."""

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.authority.odata import Clause, next_link, page, parse_filter, selected
from nameplate.core.errors import BadRequest
from nameplate.edge.http import Request

PROPERTIES = ("displayName", "appId", "names", "enabled")


def get(query: str) -> Request:
    return Request("GET", "/", query_string=quote(query, safe="=&$'(),:").encode())


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("", ()),
        ("displayName eq 'web1'", (Clause("eq", "displayName", "web1"),)),
        ("displayName  eq  'it''s'", (Clause("eq", "displayName", "it's"),)),
        ("startswith(displayName,'we')", (Clause("startswith", "displayName", "we"),)),
        ("names/any(c:c eq 'x')", (Clause("any", "names", "x"),)),
        ("names/any(n: n eq 'x')", (Clause("any", "names", "x"),)),
        (
            "appId eq 'a and b' and enabled eq true",
            (Clause("eq", "appId", "a and b"), Clause("eq", "enabled", "true")),
        ),
    ],
)
def test_filters_that_are_understood(text: str, clauses: tuple[Clause, ...]) -> None:
    assert parse_filter(text, PROPERTIES) == clauses


@pytest.mark.parametrize(
    "text",
    [
        "displayName",
        "displayName ne 'x'",
        "displayName eq 'x",
        "displayName eq 'x' or appId eq 'y'",
        "displayName eq 'x' junk",
        "secret eq 'x'",
        "names/any(a:b eq 'x')",
        "displayName eq 'x' and ",
        "not(displayName eq 'x')",
    ],
)
def test_what_is_not_understood_is_refused(text: str) -> None:
    if text.endswith("and "):
        text += "appId"
    with pytest.raises(BadRequest, match="Request_UnsupportedQuery"):
        parse_filter(text, PROPERTIES)


@pytest.mark.parametrize(
    ("clause", "holds"),
    [
        (Clause("eq", "displayName", "WEB1"), True),
        (Clause("eq", "displayName", "web"), False),
        (Clause("startswith", "displayName", "We"), True),
        (Clause("any", "names", "b"), True),
        (Clause("any", "names", "c"), False),
        (Clause("eq", "enabled", "true"), True),
        (Clause("eq", "absent", "x"), False),
        (Clause("any", "absent", "x"), False),
    ],
)
def test_conditions(clause: Clause, *, holds: bool) -> None:
    document = {"displayName": "web1", "names": ["a", "B"], "enabled": True}
    assert clause.holds(document) is holds


@settings(max_examples=100)
@given(st.text(max_size=40))
def test_any_filter_is_read_or_refused(text: str) -> None:
    try:
        assert all(clause.name in PROPERTIES for clause in parse_filter(text, PROPERTIES))
    except BadRequest as error:
        assert error.code == "Request_UnsupportedQuery"  # noqa: PT017 - both outcomes are right


@settings(max_examples=50)
@given(st.text(max_size=20))
def test_any_text_can_be_asked_for(value: str) -> None:
    text = "displayName eq '" + value.replace("'", "''") + "'"
    assert parse_filter(text, PROPERTIES) == (Clause("eq", "displayName", value),)


def test_pages_follow_one_another() -> None:
    documents = [{"displayName": f"app{number}"} for number in range(5)]
    request = get("$top=2&$filter=startswith(displayName,'app')")
    first, following = page(request, documents, PROPERTIES)
    assert (first, following) == (documents[:2], 2)
    link = next_link(request, "https://graph.test/v1.0/apps", 2)
    assert link == (
        "https://graph.test/v1.0/apps?$top=2"
        "&$filter=startswith%28displayName%2C%27app%27%29&$skiptoken=2"
    )
    last, following = page(get("$top=2&$skiptoken=4"), documents, PROPERTIES)
    assert (last, following) == (documents[4:], None)


def test_a_page_has_a_hundred_unless_told_and_never_a_thousand() -> None:
    documents: list[dict[str, Any]] = [{} for _ in range(1200)]
    assert len(page(get(""), documents, PROPERTIES)[0]) == 100
    assert len(page(get("$top=5000"), documents, PROPERTIES)[0]) == 999


@pytest.mark.parametrize("query", ["$top=x", "$top=-1", "$skiptoken=1e3", "$top=99999999999"])
def test_numbers_are_numbers(query: str) -> None:
    with pytest.raises(BadRequest):
        page(get(query), [], PROPERTIES)


def test_select_keeps_what_is_named() -> None:
    document = {"@odata.context": "c", "id": "1", "displayName": "n"}
    assert selected(get("$select=id"), document) == {"@odata.context": "c", "id": "1"}
    assert selected(get(""), document) == document
    assert selected(get("$select=*"), document) == document

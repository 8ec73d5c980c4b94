"""Reading what is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.core.errors import BadRequest
from nameplate.edge.http import Query
from nameplate.managed_identity.question import read_api_version, read_question
from nameplate.managed_identity.selectors import Selector, SelectorKind

ACCEPTED = ("2017-09-01", "2019-08-01")


def test_the_resource_is_verbatim_and_the_selector_read() -> None:
    """Decoded once, and nothing else done to it."""
    query = Query(b"resource=https%3A%2F%2Fvault.contoso.test%2F&api-version=x&clientid=A")

    found = read_question(query)

    assert found.resource == "https://vault.contoso.test/"
    assert found.selector == Selector(SelectorKind.CLIENT_ID, "a")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (b"", "resource query parameter is missing"),
        (b"resource=", "resource query parameter is missing"),
        (b"resource=a&resource=a", "resource query parameter is given more than once"),
        (b"resource=a&RESOURCE=b", "given more than once"),
        (b"resource=" + b"a" * 2_001, "longer than 2000"),
    ],
)
def test_a_bad_resource_is_named(query: bytes, message: str) -> None:
    """Missing, doubled or huge."""
    with pytest.raises(BadRequest, match=message):
        read_question(Query(query))


def test_the_api_version_is_read_in_any_spelling_of_its_name() -> None:
    """JavaScript's clients encode the hyphen of the name."""
    for query in (
        b"api-version=2019-08-01",
        b"api%2Dversion=2019-08-01",
        b"API-Version=2019-08-01",
    ):
        assert read_api_version(Query(query), ACCEPTED) == "2019-08-01"


@pytest.mark.parametrize("query", [b"", b"api-version=", b"api-version=2018-02-01"])
def test_the_accepted_versions_are_named(query: bytes) -> None:
    """Whoever sends another one learns which there are."""
    with pytest.raises(BadRequest, match="2017-09-01 and 2019-08-01"):
        read_api_version(Query(query), ACCEPTED)


def test_two_versions_are_refused() -> None:
    """Also when they agree."""
    with pytest.raises(BadRequest, match="more than once"):
        read_api_version(Query(b"api-version=2019-08-01&api-version=2019-08-01"), ACCEPTED)


@given(st.binary(max_size=80))
def test_no_query_breaks_the_reader(query: bytes) -> None:
    """A question or a refusal."""
    try:
        assert read_question(Query(query)).resource
    except BadRequest:
        return

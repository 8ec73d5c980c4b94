"""``$filter`` of the generic list."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import BadRequest
from nameplate.providers.resource_filter import narrowed, resource_filter
from nameplate.resource_manager.records import Resource
from tests.providers.stand import SITE

RESOURCE = Resource(
    SITE, "Microsoft.Web/sites", "web1", "West Europe", None, {"Team": "a", "x": "y"}, None, {}
)


async def identity(_: str) -> Mapping[str, Any] | None:
    return {"principalId": "ABC"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("  ", True),
        ("name eq 'WEB1'", True),
        ("name ne 'web1'", False),
        ("location eq 'westeurope' and resourceType ne 'a'", True),
        ("substringof('EB', name)", True),
        ("substringof('x', resourceGroup)", False),
        ("startswith(tagName, 'te')", True),
        ("startswith(tagName, 'q')", False),
        ("tagName eq 'team' and tagValue eq 'a'", True),
        ("tagName eq 'team' and tagValue eq 'y'", False),
        ("tagValue eq 'y'", True),
        ("tagValue eq 'Y'", False),
        ("identity/principalId eq 'abc'", True),
        ("identity/principalId eq 'def'", False),
        ("name eq 'this and that'", False),
        ("name ne 'it''s'", True),
    ],
)
async def test_what_fits(text: str, *, expected: bool) -> None:
    assert await resource_filter(text)(RESOURCE, identity) is expected


@pytest.mark.parametrize(
    "text",
    [
        *("x", "name eq web1", "size eq 'a'", "name eq 'a' or", "name gt 'a'", "tagName ne 'a'"),
        *("substringof('a', type)", "name eq 'a' or name eq 'b'", "and", "name eq 'a' and"),
    ],
)
def test_what_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match="Known are: resourceGroup"):
        resource_filter(text)


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        resource_filter(text)
    except BadRequest as refused:
        assert refused.code == "InvalidFilterInQueryString"  # noqa: PT017 - both ends are fine


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", (None, "")),
        ("resourceType eq 'Microsoft.Web/sites'", ("Microsoft.Web/sites", "")),
        ("resourceType ne 'Microsoft.Web/sites'", (None, "")),
        ("substringof('we', name)", (None, "we")),
        ("substringof('it''s', name) and location eq 'x'", (None, "it's")),
        ("substringof('lo', resourceGroup)", (None, "")),
        (
            "resourceType eq 'A/b' and substringof('x', name) and substringof('long', name)",
            ("A/b", "long"),
        ),
    ],
)
def test_what_a_store_can_look_for_itself(text: str, found: tuple[str | None, str]) -> None:
    assert narrowed(text) == found


@pytest.mark.parametrize("text", [" " * 8_000 + "x", "x and" + " " * 8_000 + "'", "'" * 8_000])
def test_a_long_filter_is_looked_at_once(text: str) -> None:
    """Where a search begins anew at every blank, time grows with the square of these."""
    with pytest.raises(BadRequest):
        resource_filter(text)


def test_there_is_an_end_to_a_filter() -> None:
    for read in (resource_filter, narrowed):
        with pytest.raises(BadRequest, match="may have 8192"):
            read("a and " * 2_000)

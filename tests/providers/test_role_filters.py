"""``$filter`` of roles and assignments."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import BadRequest
from nameplate.providers.role_filters import terms

KNOWN = ("roleName", "principalId", "atScope", "assignedTo")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {}),
        ("atScope()", {"atscope": ""}),
        ("ATSCOPE( ) AND assignedTo('p')", {"atscope": "", "assignedto": "p"}),
        ("roleName eq 'Reader'", {"rolename": "Reader"}),
        ("roleName eq 'It''s and eq'", {"rolename": "It's and eq"}),
        ("principalId eq 11-22 and atScope()", {"principalid": "11-22", "atscope": ""}),
    ],
)
def test_terms_are_read(text: str, found: dict[str, str]) -> None:
    assert terms(text, KNOWN) == found


@pytest.mark.parametrize(
    "text",
    ["x", "colour eq 'red'", "atScope() or atScope()", "roleName eq", "atScope() and x", "'"],
)
def test_what_is_not_known_is_refused_with_what_is(text: str) -> None:
    with pytest.raises(BadRequest) as refused:
        terms(text, KNOWN)
    assert refused.value.code == "InvalidFilter"
    assert "roleName" in refused.value.message


@given(st.text(max_size=30))
@settings(max_examples=100)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = terms(text, KNOWN)
    except BadRequest:
        return
    assert found.keys() <= {each.lower() for each in KNOWN}


@given(st.text(max_size=30))
@settings(max_examples=100)
def test_any_name_comes_through_quotes(name: str) -> None:
    quoted = name.replace("'", "''")
    assert terms(f"atScope() and roleName eq '{quoted}'", KNOWN)["rolename"] == name

"""Selectors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.core.errors import BadRequest
from nameplate.managed_identity.selectors import NAMES, Selector, SelectorKind, read_selector


@pytest.mark.parametrize("name", [*NAMES, "CLIENT_ID", "clientId", "Mi_Res_Id"])
def test_every_spelling_is_read(name: str) -> None:
    """In any case, and its value in lower case."""
    found = read_selector([("resource", "x"), (name, "AbC")])

    assert found == Selector(NAMES[name.lower()], "abc")


def test_none_or_an_empty_one_is_none() -> None:
    """Go sends clientid= for the system-assigned identity."""
    assert read_selector([("resource", "x"), ("clientid", "")]) is None


def test_two_that_differ_are_refused_and_two_alike_are_one() -> None:
    """client_id and clientid with one value mean one identity."""
    alike = read_selector([("client_id", "A"), ("clientid", "a"), ("object_id", "")])

    assert alike == Selector(SelectorKind.CLIENT_ID, "a")
    for other in ("client_id", "object_id", "mi_res_id"):
        with pytest.raises(BadRequest, match="Only one of"):
            read_selector([("client_id", "a"), (other, "b")])


@pytest.mark.parametrize("name", ["managedIdentityClientId", "mi_object_id", "msi_resource-id"])
def test_an_unknown_selector_is_refused_by_name(name: str) -> None:
    """Ignored, it would give a token of another identity."""
    with pytest.raises(BadRequest, match=f"'{name}' is not known"):
        read_selector([(name, "x")])


@pytest.mark.parametrize("name", ["client-request-id", "token_sha256_to_refresh", "xms_cc", "id"])
def test_what_is_no_selector_is_not_looked_at(name: str) -> None:
    """Clients send other parameters too."""
    assert read_selector([(name, "x")]) is None


@given(st.lists(st.tuples(st.sampled_from([*NAMES, "x"]), st.text(max_size=3)), max_size=4))
def test_any_query_has_one_meaning(pairs: list[tuple[str, str]]) -> None:
    """One selector, none, or a refusal."""
    distinct = {(NAMES[name], value.lower()) for name, value in pairs if name in NAMES and value}
    try:
        found = read_selector(pairs)
    except BadRequest:
        assert len(distinct) > 1
    else:
        assert ({(found.kind, found.value)} if found else set()) == distinct

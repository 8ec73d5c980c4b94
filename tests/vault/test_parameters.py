"""What clients send, read into values or refused with the property's name."""

from contextlib import suppress
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import BadRequest
from nameplate.edge.http import Request
from nameplate.vault import parameters

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
MEMBERS = ("value", "contentType", "tags", "attributes", "other")


def asking(query: str) -> Request:
    return Request("GET", "/secrets", query_string=query.encode())


@pytest.mark.parametrize("name", ["a", "DB-1", "x" * 127, "0"])
def test_names_of_letters_digits_and_hyphens(name: str) -> None:
    assert parameters.secret_name(name) == name


@pytest.mark.parametrize("name", ["", "a_b", "a.b", "x" * 128, "ä", "a b", "a\n"])
def test_other_names_are_refused_in_key_vaults_words(name: str) -> None:
    with pytest.raises(BadRequest, match="The request URI contains an invalid name") as refusal:
        parameters.secret_name(name)
    assert refusal.value.code == "BadParameter"


@pytest.mark.parametrize(
    "version", ["2016-10-01", "7.0", "7.6-preview.2", "7.4-preview.1", "2026-04-01", "2099-01-01"]
)
def test_any_version_that_is_shaped_like_one_is_served(version: str) -> None:
    assert parameters.api_version(asking(f"api-version={version}")) == version
    assert parameters.api_version(asking(f"api%2Dversion={version}")) == version


@pytest.mark.parametrize("query", ["", "api-version=", "api-version=8", "api-version=latest"])
def test_a_missing_or_malformed_version_is_refused(query: str) -> None:
    with pytest.raises(BadRequest, match="version"):
        parameters.api_version(asking(query))


def test_recoverable_days_appear_from_7_1_on() -> None:
    assert [
        v
        for v in ("2016-10-01", "7.0", "7.1-preview", "7.1", "7.2", "2025-07-01")
        if parameters.shows_recoverable_days(v)
    ] == ["7.1", "7.2", "2025-07-01"]


@pytest.mark.parametrize(
    ("query", "size"), [("", None), ("maxresults=1", 1), ("maxresults=25", 25)]
)
def test_the_size_of_a_page(query: str, size: int | None) -> None:
    assert parameters.max_results(asking(query)) == size


@pytest.mark.parametrize("text", ["0", "26", "-1", "x", "", "1.5", "9" * 40])
def test_a_page_of_another_size_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match="maxresults"):
        parameters.max_results(asking(f"maxresults={text}"))


def test_a_new_secret_with_everything() -> None:
    new = parameters.new_secret(
        orjson.dumps(
            {
                "value": "s",
                "contentType": "text/plain",
                "tags": {"a": "b"},
                "attributes": {"enabled": False, "nbf": 1, "exp": 2.0},
            }
        )
    )

    assert (new.value.reveal(), new.content_type, new.tags) == ("s", "text/plain", {"a": "b"})
    assert (new.enabled, new.not_before, new.expires) == (False, 1, 2)


def test_null_counts_as_not_given() -> None:
    new = parameters.new_secret(
        b'{"value":"","contentType":null,"tags":null,"attributes":{"enabled":null,"exp":null}}'
    )

    assert new.value.reveal() == ""
    assert (new.content_type, new.tags, new.enabled, new.expires) == (None, None, True, None)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "'value' is required"),
        ({"value": None}, "'value' is required"),
        ({"value": 1}, "value"),
        ({"value": "x" * 25_601}, "25600 bytes"),
        ({"value": "ä" * 12_801}, "25600 bytes"),
        ({"value": "", "contentType": "x" * 256}, "contentType"),
        ({"value": "", "contentType": 1}, "contentType"),
        ({"value": "", "tags": {str(n): "" for n in range(16)}}, "tags"),
        ({"value": "", "tags": {"a": 1}}, "tags.a"),
        ({"value": "", "tags": {"a": "x" * 257}}, "tags.a"),
        ({"value": "", "tags": []}, "tags"),
        ({"value": "", "attributes": []}, "attributes"),
        ({"value": "", "attributes": {"enabled": "true"}}, "attributes.enabled"),
        ({"value": "", "attributes": {"exp": "soon"}}, "attributes.exp"),
        ({"value": "", "attributes": {"nbf": True}}, "attributes.nbf"),
        ({"value": "", "attributes": {"nbf": -1}}, "attributes.nbf"),
        ({"value": "", "attributes": {"exp": 1.5}}, "attributes.exp"),
        ([], "JSON object"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(body: Any, named: str) -> None:
    with pytest.raises(BadRequest, match=named) as refusal:
        parameters.new_secret(orjson.dumps(body))
    assert refusal.value.code == "BadParameter"


def test_a_value_of_exactly_25_kb_is_taken() -> None:
    assert parameters.new_secret(orjson.dumps({"value": "x" * 25_600}))


def test_malformed_json_is_refused_without_repeating_it() -> None:
    with pytest.raises(BadRequest) as refusal:
        parameters.new_secret(b'{"value": "hunter2"')
    assert "hunter2" not in refusal.value.message


def test_an_empty_update_changes_nothing() -> None:
    assert parameters.secret_change(b"") == parameters.secret_change(b"{}")


def test_a_window_that_never_opens_is_refused() -> None:
    parameters.check_window(1, 1)
    parameters.check_window(5, None)
    with pytest.raises(BadRequest, match="nbf"):
        parameters.check_window(2, 1)


@given(st.dictionaries(st.sampled_from(MEMBERS), JSON))
@settings(max_examples=100)
def test_any_document_is_read_or_refused(document: dict[str, Any]) -> None:
    with suppress(BadRequest):
        new = parameters.new_secret(orjson.dumps(document))
        assert new.value.reveal() == document["value"]


def test_a_backup_is_a_string() -> None:
    assert parameters.backup_value(b'{"value":"abc"}') == "abc"
    for body in (b"{}", b'{"value":""}', b'{"value":1}'):
        with pytest.raises(BadRequest, match="'value' is required"):
            parameters.backup_value(body)

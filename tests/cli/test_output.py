"""Results as text: json, table, tsv, queries."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.cli.failures import CommandFailure
from nameplate.cli.output import Ordered, render, select

ROWS = [
    {"name": "b", "id": "/x", "size": 2, "on": True, "tags": {"k": "v"}, "none": None},
    {"name": "a", "id": "/y", "size": 10, "on": False, "tags": {}, "none": None},
]


def test_json_is_sorted_with_two_blanks() -> None:
    assert render({"b": 1, "a": "é"}, "json") == '{\n  "a": "é",\n  "b": 1\n}\n'


def test_nothing_is_printed_as_nothing() -> None:
    assert [render(None, form) for form in ("json", "table", "tsv")] == ["", "", ""]


def test_tsv_has_a_line_for_each_row_in_the_order_of_sorted_keys() -> None:
    assert render(ROWS, "tsv") == "/x\tb\tNone\tTrue\t2\t\n/y\ta\tNone\tFalse\t10\t\n"


def test_tsv_of_one_value_is_the_value() -> None:
    assert render("abc", "tsv") == "abc\n"
    assert render(True, "tsv") == "true\n"
    assert render([["a", [1, 2]]], "tsv") == "a\t2\n"


def test_a_table_hides_ids_and_what_is_nested() -> None:
    assert render(ROWS, "table") == (
        "Name  On     Size\n----  -----  ----\nb     True   2\na     False  10\n"
    )


def test_a_table_of_columns_reads_paths() -> None:
    text = render(ROWS, "table", ("Who=name", "Key=tags.k"))
    assert text.splitlines()[0].split() == ["Who", "Key"]
    assert text.splitlines()[2].split() == ["b", "v"]


def test_an_empty_list_is_an_empty_table() -> None:
    assert render([], "table") == ""
    assert render([], "json") == "[]\n"


def test_a_query_orders_its_own_columns() -> None:
    found = select(ROWS, "[].{z:size, a:name}")
    assert isinstance(found[0], Ordered)
    assert render(found, "tsv") == "2\tb\n10\ta\n"
    assert render(found, "table").splitlines()[0].split() == ["Z", "A"]


def test_a_query_that_is_none_is_refused_in_one_line() -> None:
    with pytest.raises(CommandFailure, match="--query") as caught:
        select(ROWS, "[?")
    assert caught.value.status == 2
    assert "\n" not in str(caught.value)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@settings(max_examples=80)
@given(_JSON, st.sampled_from(["json", "table", "tsv"]))
def test_any_document_can_be_written_in_any_form(document: Any, form: str) -> None:
    text = render(document, form)
    assert text == "" or text.endswith("\n")
    if form == "json" and document is not None:
        assert json.loads(text) == document

"""Statements and columns that every table uses."""

from hypothesis import given
from hypothesis import strategies as st

from nameplate.store.rows import as_json, columns, from_json, insert, under, upsert

TEXT = st.text(st.characters(codec="utf-8"))


def test_columns_may_name_their_table() -> None:
    assert columns("a b") == "a, b"
    assert columns("a b", of="t") == "t.a, t.b"


def test_an_insert_has_a_parameter_for_each_column() -> None:
    assert insert("t", "a b") == "INSERT INTO t (a, b) VALUES (?, ?)"


def test_an_upsert_replaces_everything_but_its_key() -> None:
    assert upsert("t", "k a b", key="k").endswith(
        "ON CONFLICT (k) DO UPDATE SET a = excluded.a, b = excluded.b"
    )


def test_nothing_stays_null() -> None:
    assert as_json(None) is None
    assert from_json(None) is None


@given(st.dictionaries(TEXT, st.none() | st.booleans() | TEXT | st.lists(TEXT)))
def test_json_comes_back(value: object) -> None:
    assert from_json(as_json(value)) == value


@given(TEXT, TEXT.filter(bool))
def test_the_bounds_hold_exactly_what_is_below(key: str, name: str) -> None:
    low, high = (bound.encode() for bound in under(key))
    assert low < f"{key}/{name}".encode() < high


@given(TEXT, TEXT)
def test_the_bounds_hold_nothing_else(key: str, other: str) -> None:
    low, high = (bound.encode() for bound in under(key))
    if not other.startswith(f"{key}/") or other == f"{key}/":
        assert not low < other.encode() < high

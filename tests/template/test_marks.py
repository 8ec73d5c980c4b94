"""Places."""

from nameplate.template.json_reader import read_json
from nameplate.template.marks import NOWHERE, Mark, Source, element, mark_of, member


def test_an_offset_has_a_line_and_a_column() -> None:
    source = Source("ab\ncd\n\ne")
    assert [source.mark(at, "") for at in (0, 2, 3, 7)] == [
        *(Mark(1, 1), Mark(1, 3), Mark(2, 1), Mark(4, 1))
    ]


def test_paths_are_written_as_azure_writes_them() -> None:
    assert member("a", "b") == "a.b"
    assert member("", "b") == "b"
    assert member("a", "b.c") == "a['b.c']"
    assert element("a", 2) == "a[2]"


def test_plain_values_have_no_place() -> None:
    assert mark_of({"a": 1}, "a") == NOWHERE
    assert mark_of("x") == NOWHERE


def test_what_is_not_there_has_the_place_of_what_it_would_be_in() -> None:
    found = read_json('{"a": [1]}')
    assert mark_of(found, "none") == found.mark
    assert mark_of(found["a"], 9) == found["a"].mark
    assert mark_of(found, None) == found.mark

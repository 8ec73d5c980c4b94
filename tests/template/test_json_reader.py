"""The relaxed JSON reader: what it takes, where everything stands, and what it refuses."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.template.json_reader import DEPTH_LIMIT, JsonFault, read_json
from nameplate.template.marks import Mark, mark_of

texts = st.text(st.characters(codec="utf-8"), max_size=20)
values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        texts,
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(value=values, indent=st.sampled_from([None, 2]), ascii_only=st.booleans())
def test_plain_json_is_read_as_it_was_written(
    value: object, indent: int | None, *, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert read_json(text) == value
    assert read_json(b"\xef\xbb\xbf" + text.encode()) == value
    assert read_json(text.encode("utf-16")) == value


@settings(max_examples=100, deadline=None)
@given(text=st.text("{}[]:,\"'\\/*\n ax1-.eu\x00", max_size=30))
def test_any_text_is_read_or_refused_with_its_place(text: str) -> None:
    fault = _fault(text)
    if fault is not None:
        assert 1 <= fault.mark.line <= text.count("\n") + 1
        assert fault.message.endswith(f"line {fault.mark.line}, position {fault.mark.column}.")


def _fault(text: str) -> JsonFault | None:
    try:
        read_json(text)
    except JsonFault as fault:
        return fault
    return None


@settings(max_examples=50, deadline=None)
@given(data=st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(JsonFault):
        read_json(data)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('// a comment\n{/* another */ "a": 1, // and one\n}', {"a": 1}),
        ('{"a": [1, 2,], }', {"a": [1, 2]}),
        ('"two\nlines"', "two\nlines"),
        ("{'one': 'it\\'s', two_2: \"2\", $three: 3}", {"one": "it's", "two_2": "2", "$three": 3}),
        ('{"properties": {"mode": "Incremental", template: {"a": "b"}}}', None),
        ('{"a": 1, "A": 2, "a": 3}', {"a": 3, "A": 2}),
        ("[.5, -1., 1e3]", [0.5, -1.0, 1000.0]),
        (r'"\u00e9\ud83d\ude00\n\/"', "é\U0001f600\n/"),
        (r"'\ud83d\ude00'", "\U0001f600"),
        (r'"\ud800x"', "\ufffdx"),
        (r"'\"'", '"'),
        ("\ufeff 7 ", 7),
        ("/*/**/ 1", 1),
    ],
)
def test_what_azure_takes_beyond_the_standard(text: str, value: object) -> None:
    found = read_json(text)
    assert value is None or found == value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Error reading JObject from JsonReader. Path '', line 1, position 1."),
        (
            "[1 2]",
            (
                "After parsing a value an unexpected character was encountered: 2. Path '[0]', "
                "line 1, position 4."
            ),
        ),
        ('{"a" 1}', "Expected ':' but got: 1. Path 'a', line 1, position 6."),
        (
            '{"a": }',
            (
                "Unexpected character encountered while parsing value: }. Path 'a', line 1, "
                "position 7."
            ),
        ),
        ("{1: 2}", "Invalid property identifier character: 1. Path '', line 1, position 2."),
        ('{"a": "b', "Unterminated string. Expected delimiter: \". Path 'a', line 1, position 9."),
        (r'"\x"', "Bad JSON escape sequence: \\x. Path '', line 1, position 2."),
        (r'"\u12"', "Bad JSON escape sequence: \\u. Path '', line 1, position 2."),
        (
            "[1] x",
            (
                "Additional text encountered after finished reading JSON content: x. Path '', "
                "line 1, position 5."
            ),
        ),
        (
            '{"a": [1,',
            "Unexpected end of content while loading JSON. Path 'a[1]', line 1, position 10.",
        ),
        ('{"a"', "Unexpected end of content while loading JSON. Path 'a', line 1, position 5."),
        ('{"a": 1', "Unexpected end of content while loading JSON. Path 'a', line 1, position 8."),
        ("{", "Unexpected end of content while loading JSON. Path '', line 1, position 2."),
        (
            "tru",
            "Unexpected character encountered while parsing value: t. Path '', line 1, position 1.",
        ),
        ("1e999", "Input string '1e999' is not a valid number. Path '', line 1, position 6."),
        (
            "/* 1",
            "Unexpected character encountered while parsing value: /. Path '', line 1, position 1.",
        ),
    ],
)
def test_refusals_say_what_and_where(text: str, sentence: str) -> None:
    with pytest.raises(JsonFault) as caught:
        read_json(text)
    assert caught.value.message.endswith(sentence)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(JsonFault, match="not valid UTF-8"):
        read_json(b'{"a": "\xff"}')


def test_depth_and_digits_are_bounded() -> None:
    assert read_json("[" * DEPTH_LIMIT + "]" * DEPTH_LIMIT)
    with pytest.raises(JsonFault, match=f"MaxDepth of {DEPTH_LIMIT}"):
        read_json("[" * (DEPTH_LIMIT + 1))
    with pytest.raises(JsonFault, match="not a valid number"):
        read_json("1" * 10_000)


def test_everything_has_its_place() -> None:
    text = '{\n  "a": {"b.c": [10, "x"]},\n  "d": true\n}'
    found = read_json(text)
    assert found.mark == Mark(1, 1, "")
    assert mark_of(found, "a") == Mark(2, 8, "a")
    assert mark_of(found["a"], "b.c") == Mark(2, 16, "a['b.c']")
    assert mark_of(found["a"]["b.c"], 1) == Mark(2, 23, "a['b.c'][1]")
    assert mark_of(found, "d") == Mark(3, 11, "d")

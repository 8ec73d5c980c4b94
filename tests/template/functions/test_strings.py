"""Text: joined, cut, padded, replaced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.template.errors import ExpressionFault
from tests.template.evaluating import evaluate
from tests.template.functions.laws import arrays, few, integers, small, texts, words


@few
@given(left=texts, right=texts)
def test_concat_puts_texts_together(left: str, right: str) -> None:
    found = evaluate("concat(parameters('a'), parameters('b'))", a=left, b=right)
    assert found == left + right


@few
@given(left=arrays, right=arrays)
def test_concat_puts_arrays_together(left: list[object], right: list[object]) -> None:
    found = evaluate("concat(parameters('a'), parameters('b'))", a=left, b=right)
    assert found == left + right


def test_concat_takes_no_mixture_of_arrays_and_texts() -> None:
    with pytest.raises(ExpressionFault, match="Either all or none"):
        evaluate("concat('a', createArray('b'))")


def test_concat_spells_truth_as_dotnet_does() -> None:
    assert evaluate("concat('is ', true(), 1, false())") == "is True1False"


@few
@given(parts=st.lists(words, min_size=1), delimiter=st.sampled_from([",", "::", "/"]))
def test_split_undoes_join(parts: list[str], delimiter: str) -> None:
    found = evaluate(
        "split(join(parameters('parts'), parameters('d')), parameters('d'))",
        parts=parts,
        d=delimiter,
    )
    assert found == parts


def test_split_takes_several_delimiters_and_none() -> None:
    assert evaluate("split('one;two,three', createArray(',', ';'))") == ["one", "two", "three"]
    assert evaluate("split('abc', '')") == ["abc"]
    assert evaluate("split('abc', createArray('', 'b'))") == ["a", "c"]


def test_split_is_not_led_to_try_countless_delimiters() -> None:
    marks = "map(range(0, 100), lambda('at', string(lambdaVariables('at'))))"
    with pytest.raises(ExpressionFault, match="too long to be split at '100' delimiters"):
        evaluate(f"split(padLeft('', 1000000, 'a'), {marks})")


@few
@given(text=words, width=small)
def test_pad_left_makes_text_as_wide_and_keeps_it_at_the_end(text: str, width: int) -> None:
    found = evaluate("padLeft(parameters('t'), parameters('w'), '_')", t=text, w=width)
    assert len(found) == max(width, len(text))
    assert found.endswith(text)


def test_pad_left_takes_integers_and_refuses_nonsense() -> None:
    assert evaluate("padLeft(7, 3, '0')") == "007"
    for wrong in ("padLeft('a', 'b')", "padLeft('a', 3, 'xy')", "padLeft('a', -1)"):
        with pytest.raises(ExpressionFault, match="'padLeft' expects"):
            evaluate(wrong)


@few
@given(text=words, old=words, new=words)
def test_replace_leaves_nothing_of_what_was_replaced(text: str, old: str, new: str) -> None:
    found = evaluate(
        "replace(parameters('t'), parameters('o'), parameters('n'))", t=text, o=old, n=new
    )
    assert found == new.join(text.split(old))


def test_replace_of_nothing_is_refused() -> None:
    with pytest.raises(ExpressionFault, match="zero length"):
        evaluate("replace('a', '', 'b')")


@few
@given(text=words, start=small, length=small)
def test_substring_is_within_the_text_or_refused(text: str, start: int, length: int) -> None:
    call = f"substring(parameters('t'), {start}, {length})"
    if start + length <= len(text):
        assert evaluate(call, t=text) == text[start : start + length]
    else:
        with pytest.raises(
            ExpressionFault, match=f"the length of the string parameter: '{len(text)}'"
        ):
            evaluate(call, t=text)


@few
@given(number=integers)
def test_string_and_int_are_each_others_inverse(number: int) -> None:
    assert evaluate("int(string(parameters('n')))", n=number) == number


@few
@given(value=arrays)
def test_string_of_an_array_is_its_json(value: list[object]) -> None:
    assert evaluate("json(string(parameters('v')))", v=value) == value


def test_string_spells_truth_and_null_as_dotnet_does() -> None:
    assert evaluate("createArray(string(true()), string(null()), string(1))") == ["True", "", "1"]


@few
@given(text=texts)
def test_case_and_trim_repeated_change_nothing_more(text: str) -> None:
    for name in ("toLower", "toUpper", "trim"):
        once = evaluate(f"{name}(parameters('t'))", t=text)
        assert evaluate(f"{name}(parameters('t'))", t=once) == once


def test_upper_case_keeps_the_length() -> None:
    assert evaluate("toUpper('straße')") == "STRAßE"


@pytest.mark.parametrize("name", ["toLower", "toUpper", "trim"])
def test_text_functions_refuse_other_types(name: str) -> None:
    with pytest.raises(ExpressionFault, match=f"'{name}' expects its parameter to be of type"):
        evaluate(f"{name}(1)")


def test_a_text_that_would_be_too_long_is_refused_before_it_is_made() -> None:
    with pytest.raises(ExpressionFault, match="exceeds"):
        evaluate("padLeft('a', 2000000000)")
    with pytest.raises(ExpressionFault, match="exceeds"):
        evaluate("join(range(0, 10000), parameters('d'))", d="x" * 1000)

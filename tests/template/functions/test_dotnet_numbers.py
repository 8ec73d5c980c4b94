"""Numbers in .NET's formats."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.dotnet_numbers import format_number, number_text
from tests.template.functions.laws import few, integers


@few
@given(number=integers)
def test_grouped_digits_without_their_commas_are_the_number(number: int) -> None:
    text = format_number(number, "N0")
    assert int(text.replace(",", "")) == number
    assert all(len(part) == 3 for part in text.lstrip("-").split(",")[1:])


@few
@given(number=st.integers(0, 2**62), width=st.integers(1, 25))
def test_decimal_digits_are_filled_with_zeros(number: int, width: int) -> None:
    text = format_number(number, f"D{width}")
    assert int(text) == number
    assert len(text) == max(width, len(str(number)))


@few
@given(number=st.integers(-(2**63), 2**63 - 1))
def test_hexadecimal_is_the_twos_complement(number: int) -> None:
    assert int(format_number(number, "x"), 16) == number % 2**64
    assert format_number(number, "X") == format_number(number, "x").upper()


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (1234.5, "F1", "1234.5"),
        (-1234, "N", "-1,234.00"),
        (0.125, "P1", "12.5 %"),
        (1234, "C", "\u00a41,234.00"),
        (1234.5, "E2", "1.23E+003"),
        (1234, "G2", "1.2E+03"),
        (7, "000", "007"),
        (1234567, "#,##0", "1,234,567"),
        (0.5, "0.0#", "0.5"),
        (12, "'n='0", "n=12"),
        (-5, "0;(0)", "(5)"),
        (0, "0;(0);none", "none"),
        (0.25, "0%", "25%"),
    ],
)
def test_standard_and_custom_formats(number: float, form: str, text: str) -> None:
    assert format_number(number, form) == text


def test_a_format_that_does_not_exist_is_refused() -> None:
    for number, form in ((1, "Q"), (1.5, "D"), (1.5, "X")):
        with pytest.raises(ExpressionFault, match="Format specifier was invalid"):
            format_number(number, form)


def test_floats_are_short_as_in_dotnet() -> None:
    assert [number_text(x) for x in (1.0, 1.5, 1e21, 1.5e-7)] == ["1", "1.5", "1E+21", "1.5E-07"]

"""Secrets in values."""

from hypothesis import given, settings

from nameplate.core.secret_value import REDACTED, SecretValue
from nameplate.template.secrets import Concealed, conceal, conceals, redact, reveal
from tests.template.functions.laws import values


@settings(max_examples=60, deadline=None)
@given(value=values)
def test_hiding_and_opening_are_each_others_inverse(value: object) -> None:
    hidden = conceal(value)
    assert reveal(hidden) == value
    assert conceal(hidden) == hidden
    assert not conceals(redact(hidden))
    assert conceals(hidden) or value in ([], {}) or "[" in str(value) or "{" in str(value)


def test_a_hidden_value_does_not_show() -> None:
    hidden = Concealed(12345)
    assert isinstance(hidden, SecretValue)
    assert "12345" not in f"{hidden!r}{hidden!s}{[hidden]}"
    assert hidden.reveal() == 12345


def test_the_shape_around_stays() -> None:
    value = {"a": [Concealed("x"), 1], "b": SecretValue("y"), "c": None}
    assert redact(value) == {"a": [REDACTED, 1], "b": REDACTED, "c": None}
    assert redact(value, "***")["b"] == "***"
    assert reveal(value) == {"a": ["x", 1], "b": "y", "c": None}

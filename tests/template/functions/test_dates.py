"""Date functions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.template.errors import ExpressionFault, InvalidTemplate
from tests.template.evaluating import bind, evaluate
from tests.template.functions.laws import few

seconds = st.integers(-(10**10), 10**11)


@few
@given(moment=seconds)
def test_epoch_and_text_are_each_others_inverse(moment: int) -> None:
    assert evaluate("dateTimeToEpoch(dateTimeFromEpoch(parameters('s')))", s=moment) == moment


@few
@given(moment=seconds, days=st.integers(0, 1000), hours=st.integers(0, 100))
def test_what_is_added_can_be_taken_away(moment: int, days: int, hours: int) -> None:
    added, back = evaluate(
        "createArray("
        "dateTimeToEpoch(dateTimeAdd(dateTimeFromEpoch(parameters('s')), parameters('d'))), "
        "dateTimeToEpoch(dateTimeAdd(dateTimeAdd(dateTimeFromEpoch(parameters('s')), "
        "parameters('d')), concat('-', parameters('d')))))",
        s=moment,
        d=f"P{days}DT{hours}H",
    )
    assert added == moment + days * 86400 + hours * 3600
    assert back == moment


def test_the_format_is_the_one_asked_for_else_that_of_the_time() -> None:
    time = "2020-04-07T14:53:14Z"
    assert evaluate("dateTimeAdd(parameters('t'), 'PT1S')", t=time) == "2020-04-07T14:53:15Z"
    assert evaluate("dateTimeAdd(parameters('t'), 'PT1S', 'HH:mm:ss')", t=time) == "14:53:15"
    assert evaluate("dateTimeAdd('4/7/2020 2:53:14 PM', '-PT1S')") == "4/7/2020 2:53:13 PM"


def test_a_year_is_365_days_and_a_month_30() -> None:
    assert evaluate("dateTimeAdd('2020-01-01T00:00:00Z', 'P1Y2M')") == "2021-03-01T00:00:00Z"


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("dateTimeAdd('2020-01-01', 'P')", "not a valid ISO8601 Duration"),
        ("dateTimeAdd('2020-01-01', 'PT')", "not a valid ISO8601 Duration"),
        ("dateTimeAdd('soon', 'P1D')", "'soon' is not a valid DateTime"),
        ("dateTimeAdd(1, 'P1D')", "first parameter to be a string"),
        ("dateTimeAdd('9999-12-31', 'P1D')", "un-representable DateTime"),
        ("dateTimeAdd('2020-01-01', 'P999999999Y')", "un-representable DateTime"),
        ("dateTimeFromEpoch(9223372036854775807)", "un-representable DateTime"),
        ("dateTimeFromEpoch('a')", "of type 'Integer'"),
    ],
)
def test_what_is_refused(expression: str, words: str) -> None:
    with pytest.raises(ExpressionFault, match=words):
        evaluate(expression)


def test_the_time_is_the_deployments_and_stands_in_a_default_only() -> None:
    bound = bind(
        parameters={
            "plain": {"type": "string", "defaultValue": "[utcNow()]"},
            "short": {"type": "string", "defaultValue": "[utcNow('yyyy-MM-dd')]"},
        }
    )
    assert bound.parameter("plain") == "20231114T221320Z"
    assert bound.parameter("short") == "2023-11-14"
    with pytest.raises(InvalidTemplate, match="'utcNow' is not expected at this location"):
        bind(variables={"now": "[utcNow()]"})

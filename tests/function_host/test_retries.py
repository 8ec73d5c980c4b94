"""Retry policies: read as they are declared, refused with a reason."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from nameplate_functions.failures import AppProblem
from nameplate_functions.functions import Function
from nameplate_functions.retries import RetryPolicy, not_applied, policy_of
from tests.function_host.making import function

FIXED = {"strategy": "fixed_delay", "max_retry_count": "3", "delay_interval": "00:00:10"}
GROWING = {
    "strategy": "exponential_backoff",
    "max_retry_count": -1,
    "minimum_interval": "00:00:04",
    "maximum_interval": "00:00:20",
}


def declaring(policy: dict[str, Any], trigger: str = "timerTrigger") -> Function:
    return replace(function("tick", trigger=trigger), retry=policy)


def test_a_fixed_delay() -> None:
    policy = policy_of(declaring(FIXED))

    assert policy == RetryPolicy(3, timedelta(seconds=10))
    assert [policy.allows(retries) for retries in (0, 2, 3)] == [True, True, False]
    assert policy.pause(2) == timedelta(seconds=10)


def test_an_exponential_backoff_without_end() -> None:
    policy = policy_of(declaring(GROWING))

    assert policy is not None
    assert policy.allows(1_000_000)
    seconds = [policy.pause(retries).total_seconds() for retries in (0, 1, 2, 3, 1_000_000)]
    assert seconds == [4, 8, 16, 20, 20]


def test_no_policy() -> None:
    assert policy_of(function("tick", trigger="timerTrigger")) is None
    assert not_applied(function("tick", trigger="timerTrigger")) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"strategy": "hope"}, "strategy 'hope' is not known"),
        ({"max_retry_count": "many"}, "max_retry_count 'many'"),
        ({"max_retry_count": "-2"}, "max_retry_count '-2'"),
        ({"delay_interval": "soon"}, "delay_interval: 'soon' is not a time span"),
        ({"delay_interval": None}, "delay_interval"),
        ({**GROWING, "maximum_interval": "00:00:01"}, "maximum_interval is shorter"),
    ],
)
def test_what_cannot_be_read(change: dict[str, Any], said: str) -> None:
    with pytest.raises(AppProblem, match=said):
        policy_of(declaring({**FIXED, **change}))


def test_only_timers_take_one() -> None:
    assert not_applied(declaring(FIXED)) is None
    assert "as host.json says" in (not_applied(declaring(FIXED, "queueTrigger")) or "")
    assert "httpTrigger take none" in (not_applied(declaring(FIXED, "httpTrigger")) or "")

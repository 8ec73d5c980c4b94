"""Retry policies: how often a call that failed is made again, and after which pause.

Facts: "Azure Functions error handling and retries". Of the triggers that this host knows only
timers take a policy; messages of queues come again by themselves, as ``host.json`` says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from nameplate_functions.failures import AppProblem
from nameplate_functions.functions import Function
from nameplate_functions.time_span import time_span

SUPPORTED: Final = frozenset(("timerTrigger",))
_ENDLESS: Final = -1
_DOUBLINGS: Final = 40


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """One function's policy."""

    most: int
    """Calls after the first; -1 for any number."""
    first: timedelta
    """The pause before the first of them."""
    longest: timedelta | None = None
    """Each pause is twice the one before, up to this; ``None``: all are alike."""

    def allows(self, retries: int) -> bool:
        """Whether one more call may follow after so many."""
        return self.most == _ENDLESS or retries < self.most

    def pause(self, retries: int) -> timedelta:
        """How long to wait after so many."""
        if self.longest is None:
            return self.first
        factor: int = 2 ** min(retries, _DOUBLINGS)
        return min(self.first * factor, self.longest)


def policy_of(function: Function) -> RetryPolicy | None:
    """The policy that a function declares. Raises ``AppProblem`` for one that cannot be read."""
    declared = function.retry
    if not declared:
        return None
    most = _most(declared)
    strategy = str(declared.get("strategy") or "").replace("_", "").lower()
    if strategy == "fixeddelay":
        return RetryPolicy(most, _interval(declared, "delay_interval"))
    if strategy == "exponentialbackoff":
        least, longest = (
            _interval(declared, f"{each}_interval") for each in ("minimum", "maximum")
        )
        if longest < least:
            raise AppProblem("retry: maximum_interval is shorter than minimum_interval")
        return RetryPolicy(most, least, longest)
    raise AppProblem(
        f"retry: strategy '{declared.get('strategy')}' is not known: fixed_delay and "
        "exponential_backoff are"
    )


def not_applied(function: Function) -> str | None:
    """What to say of a policy that a function's trigger does not take; ``None`` without one."""
    if not function.retry or function.trigger.type in SUPPORTED:
        return None
    text = f"The retry policy of function '{function.name}' is not applied: "
    if function.trigger.type == "queueTrigger":
        return text + "messages of queues come again by themselves, as host.json says (queues)."
    return text + f"triggers of type {function.trigger.type} take none."


def _most(declared: Mapping[str, Any]) -> int:
    text = str(declared.get("max_retry_count", "")).strip()
    try:
        most = int(text)
    except ValueError:
        most = _ENDLESS - 1
    if most < _ENDLESS:
        raise AppProblem(f"retry: max_retry_count '{text}' is no number from -1")
    return most


def _interval(declared: Mapping[str, Any], name: str) -> timedelta:
    return time_span(str(declared.get(name) or ""), what=f"retry: {name}")

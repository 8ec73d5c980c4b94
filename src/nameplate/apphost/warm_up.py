"""Whether a process is warm enough to serve another slot's visitors.

"Set up staging environments in Azure App Service", steps of a swap: any answer will do, unless the
app says where to ask and which answers are good ones.
"""

import asyncio
from dataclasses import dataclass
from typing import Final, Protocol

from nameplate.apphost import health
from nameplate.apphost.instances import Instance, words_of
from nameplate.apphost.wanted import WantedApp
from nameplate.core.clock import Clock

PATH: Final = "WEBSITE_SWAP_WARMUP_PING_PATH"
STATUSES: Final = "WEBSITE_SWAP_WARMUP_PING_STATUSES"
_SUCCESS: Final = range(200, 300)


class WarmUpFailed(Exception):
    """Why a process is not fit to serve, in a sentence for people."""


class Patience(Protocol):
    """How long to wait (``hosted_app.Timing``)."""

    @property
    def start(self) -> float: ...

    @property
    def poll(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """What a process is asked, and what it must answer."""

    path: str
    statuses: frozenset[int] | None
    """Any other fails at once; ``None``: any status is good."""
    patient: bool = False
    """Whether other statuses are asked again for as long as there is time: a health path."""


def rule_of(wanted: WantedApp) -> Rule:
    """The app's own rule, its health path, or that it answers at all."""
    settings = wanted.configured.settings if wanted.configured else {}
    path, statuses = settings.get(PATH, ""), _read(settings.get(STATUSES, ""))
    if path or statuses:
        return Rule(path if path.startswith("/") else f"/{path}", statuses)
    if wanted.health_path:
        return Rule(wanted.health_path, frozenset(_SUCCESS), patient=True)
    return Rule(health.START_PATH, None)


async def warm(instance: Instance, rule: Rule, *, clock: Clock, timing: Patience) -> None:
    """Wait until a process answers as it must. Raises ``WarmUpFailed``."""
    deadline = clock.monotonic() + timing.start
    heard = None
    while clock.monotonic() < deadline:
        if instance.ended.done():
            raise WarmUpFailed(words_of(instance.ended.result()))
        heard = await health.answers(instance.port, rule.path)
        if heard is not None and (rule.statuses is None or heard in rule.statuses):
            return
        if heard is not None and not rule.patient:
            raise WarmUpFailed(f"{rule.path} answered with status {heard}")
        await asyncio.wait((instance.ended,), timeout=timing.poll)
    if heard is not None:
        raise WarmUpFailed(f"{rule.path} answered with status {heard} for {timing.start:g} s")
    raise WarmUpFailed(f"it did not answer for {timing.start:g} s")


def _read(text: str) -> frozenset[int] | None:
    found = frozenset(int(each) for each in text.replace(" ", "").split(",") if each.isdigit())
    return found or None

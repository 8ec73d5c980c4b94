"""Real tokens for one run: who is asked, once for all that ask at the same time.

A token stays in this process's memory until five minutes before its end, as the SDKs keep theirs.
It is written nowhere; nor are the words of a tool, except those that say what is wrong.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from nameplate.core.clock import Clock
from nameplate.core.errors import BadRequest
from nameplate.workload.developer_tools import NoRealToken, RealToken
from nameplate.workload.real_tokens import RealTokens, TokenTool

_MARGIN: Final = 300
_LIMIT: Final = 200
_TOLD: Final = 50

Ask = Callable[[str], Awaitable[RealToken]]
"""A token of a resource. Raises NoRealToken."""


class TokenBroker:
    """Answers for the audiences that are real (``managed_identity.real_tokens.TokenSource``)."""

    def __init__(
        self,
        choice: RealTokens,
        tools: Mapping[TokenTool, Ask],
        is_registered_here: Callable[[str], Awaitable[bool]],
        clock: Clock,
        tell: Callable[[str], None],
    ) -> None:
        """``tell`` hears each reason for which there is no token, once."""
        self._choice = choice
        self._tools = tools
        self._is_registered_here = is_registered_here
        self._clock = clock
        self._tell = tell
        self._told: set[str] = set()
        self._held: dict[str, RealToken] = {}
        self._pending: dict[str, asyncio.Task[RealToken]] = {}

    async def token(self, resource: str) -> RealToken | None:
        """A real token; ``None``: the audience is this platform's. Raises BadRequest."""
        tool = self._choice.tool_of(resource)
        if tool is None:
            return None
        if self._choice.may_be_registered(resource) and await self._is_registered_here(resource):
            return None
        held = self._held.get(resource)
        if held is not None and self._clock.now() < held.expires_on - _MARGIN:
            return held
        try:
            return await asyncio.shield(self._asked(tool, resource))
        except NoRealToken as problem:
            self._tell_once(f"no real token for {resource[:200]}: {problem}")
            raise BadRequest("RealTokenUnavailable", str(problem)) from None

    def _asked(self, tool: TokenTool, resource: str) -> "asyncio.Task[RealToken]":
        pending = self._pending.get(resource)
        if pending is None:
            pending = asyncio.ensure_future(self._ask(tool, resource))
            self._pending[resource] = pending
            pending.add_done_callback(lambda done: self._finished(resource, done))
        return pending

    async def _ask(self, tool: TokenTool, resource: str) -> RealToken:
        token = await self._tools[tool](resource)
        while len(self._held) >= _LIMIT:
            del self._held[next(iter(self._held))]
        self._held[resource] = token
        return token

    def _finished(self, resource: str, done: "asyncio.Task[RealToken]") -> None:
        del self._pending[resource]
        if not done.cancelled():
            done.exception()  # seen, even if everybody who waited has gone

    def _tell_once(self, words: str) -> None:
        if words not in self._told and len(self._told) < _TOLD:
            self._told.add(words)
            self._tell(words)

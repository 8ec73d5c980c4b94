"""What a run asks for real tokens: az, azd, or the authority with the environment's credentials."""

import asyncio
import http.client
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from nameplate.config.settings import Settings
from nameplate.core.clock import Clock
from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.edge.dial import CannotDialError
from nameplate.process.executable import CannotStart
from nameplate.process.tool_runner import ToolLate, ToolRunner
from nameplate.server.outside import Outside
from nameplate.server.proxying import upstream_of
from nameplate.server.token_broker import Ask
from nameplate.workload import developer_environment, developer_tools
from nameplate.workload.developer_tools import NoRealToken, RealToken
from nameplate.workload.real_tokens import TokenTool

_SECONDS: Final = 60.0
_ANSWER_LIMIT: Final = 1 << 20


def tools_of(
    settings: Settings, environment: Mapping[str, str], clock: Clock, runner: ToolRunner
) -> dict[TokenTool, Ask]:
    """Every tool, in the developer's own environment and network."""
    outside = Outside(lambda: upstream_of(settings), size_limit=_ANSWER_LIMIT, seconds=_SECONDS)
    post = partial(_credentials, environment, clock, outside)
    asks: dict[TokenTool, Ask] = {TokenTool.ENVIRONMENT: post}
    for tool in (TokenTool.AZURE_CLI, TokenTool.AZD):
        asks[tool] = partial(_program, partial(_run, tool, environment, runner))
    return asks


async def _program(run: Callable[[str], RealToken], resource: str) -> RealToken:
    return await asyncio.to_thread(run, resource)


def _run(
    tool: TokenTool, environment: Mapping[str, str], runner: ToolRunner, resource: str
) -> RealToken:
    command = developer_tools.command_of(tool, resource)
    try:
        said = runner.run(command, environment, _SECONDS)
    except CannotStart:
        raise developer_tools.absent(tool) from None
    except ToolLate:
        raise developer_tools.late(tool, _SECONDS) from None
    return developer_tools.token_from(tool, resource, output=said.output, errors=said.errors)


async def _credentials(
    environment: Mapping[str, str], clock: Clock, outside: Outside, resource: str
) -> RealToken:
    asked = developer_environment.token_request(
        environment, resource, authority=AZURE_PUBLIC.authority, now=clock.now()
    )
    try:
        answer = await outside.post(urlsplit(asked.url), asked.form)
    except (CannotDialError, OSError, http.client.HTTPException) as problem:
        host = urlsplit(asked.url).hostname
        raise NoRealToken(f"The authority {host} cannot be reached: {problem}.") from None
    return developer_environment.token_in(answer.status, answer.body, resource, clock.now())

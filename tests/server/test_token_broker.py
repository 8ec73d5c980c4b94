"""Real tokens for one run: asked for once, kept in memory, refusals told once."""

import asyncio

import pytest

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.core.errors import BadRequest
from nameplate.core.secret_value import SecretValue
from nameplate.server.token_broker import TokenBroker
from nameplate.workload.developer_tools import NoRealToken, RealToken
from nameplate.workload.real_tokens import TokenTool, read_choice
from tests.fakes.clock import FakeClock

ARM = "https://management.azure.com/"


class Asked:
    """A broker with an az that counts, and one application that is registered here."""

    def __init__(self) -> None:
        self.clock = FakeClock(1_000_000.0)
        self.resources: list[str] = []
        self.told: list[str] = []
        self.signed_in = True
        self.free = asyncio.Event()
        self.free.set()
        choice = read_choice(("azure-cli",), (AZURE_PUBLIC,))
        tools = {TokenTool.AZURE_CLI: self._az}
        self.broker = TokenBroker(choice, tools, self._registered, self.clock, self.told.append)

    async def _az(self, resource: str) -> RealToken:
        self.resources.append(resource)
        await self.free.wait()
        if not self.signed_in:
            raise NoRealToken("run `az login`.")
        text = f"t{len(self.resources)}"
        return RealToken(SecretValue(text), int(self.clock.now()) + 3600)

    async def _registered(self, resource: str) -> bool:
        return resource == "api://orders"

    async def text(self, resource: str = ARM) -> str | None:
        token = await self.broker.token(resource)
        return None if token is None else token.text.reveal()


async def test_what_lives_here_is_asked_of_nobody() -> None:
    asked = Asked()
    assert await asked.text("https://vault.azure.net") is None
    assert await asked.text("api://orders") is None
    assert asked.resources == []
    assert await asked.text("api://theirs") == "t1"


async def test_a_token_is_kept_until_five_minutes_before_its_end() -> None:
    asked = Asked()
    assert [await asked.text(), await asked.text()] == ["t1", "t1"]
    asked.clock.advance(3600 - 301)
    assert await asked.text() == "t1"
    asked.clock.advance(1)
    assert await asked.text() == "t2"


async def test_those_who_ask_at_once_wait_for_one_answer() -> None:
    asked = Asked()
    asked.free.clear()
    waiting = [asyncio.ensure_future(asked.text()) for _ in range(5)]
    for _ in range(5):
        await asyncio.sleep(0)
    waiting[0].cancel()
    asked.free.set()
    assert await asyncio.gather(*waiting[1:]) == ["t1"] * 4
    assert asked.resources == [ARM]


async def test_a_refusal_is_told_once_and_asked_again() -> None:
    asked = Asked()
    asked.signed_in = False
    for _ in range(2):
        with pytest.raises(BadRequest, match="az login"):
            await asked.text()
    assert asked.told == [f"no real token for {ARM}: run `az login`."]
    asked.signed_in = True
    assert await asked.text() == "t3"


async def test_no_more_than_so_many_are_kept() -> None:
    asked = Asked()
    for number in range(201):
        await asked.text(f"https://a{number}.example")
    assert await asked.text("https://a0.example") == "t202"
    assert await asked.text("https://a200.example") == "t201"

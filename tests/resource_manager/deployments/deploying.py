"""Deploying in a control plane in memory: through its wire, to the end."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Final

from nameplate.core.errors import Conflict, NameplateError
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.deployments.running.active import Runs
from nameplate.resource_manager.deployments.running.engine import Engine
from nameplate.resource_manager.provider import Answer
from tests.providers.stand import GROUP, Reply, Stand
from tests.resource_manager.deployments.preparing import IDENTITY, body

VERSION: Final = "api-version=2022-09-01"
DEPLOYMENTS: Final = "/providers/Microsoft.Resources/deployments"


def identity_id(name: str, scope: str = GROUP) -> str:
    """The id of what ``preparing.identity`` deploys."""
    return f"{scope}/providers/{IDENTITY}/{name}"


@dataclass
class Held:
    """A control plane in front of the real one: some PUTs wait, some fail, all are counted."""

    plane: Any
    holding: set[str] = field(default_factory=set)
    failing: dict[str, Exception] = field(default_factory=dict)
    puts: list[str] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)
    _free: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, call: Call) -> Answer:
        name = call.address.name
        if call.method == "PUT":
            self.puts.append(name)
            if name in self.holding:
                self.waiting.add(name)
                await self._free.wait()
            if name in self.failing:
                raise self.failing[name]
        answer: Answer = await self.plane(call)
        return answer

    def release(self) -> None:
        """Let everything go on."""
        self.holding.clear()
        self._free.set()


class Deploying:
    """A stand with a group, and deployments in it."""

    def __init__(self, stand: Stand | None = None) -> None:
        self.stand = stand or Stand()
        self.held = Held(self.stand.control_plane.answer)
        self.stand.control_plane.answer = self.held.answer  # type: ignore[method-assign]  # see Held

    async def begin(self) -> "Deploying":
        """The same, with its group."""
        await self.stand.with_group()
        return self

    @property
    def engine(self) -> Engine:
        return self.stand.desk.engine

    @property
    def runs(self) -> Runs:
        return self.stand.runs

    def path(self, name: str = "d1", scope: str = GROUP) -> str:
        return f"{scope}{DEPLOYMENTS}/{name}"

    async def put(
        self, template: Any, name: str = "d1", *, scope: str = GROUP, **properties: Any
    ) -> Reply:
        """Ask for a deployment."""
        location = properties.pop("location", None)
        given = body(template, **properties)
        if location is not None:
            given["location"] = location
        return await self.stand.put(self.path(name, scope), given, query=VERSION)

    async def deploy(
        self, template: Any, name: str = "d1", *, scope: str = GROUP, **properties: Any
    ) -> dict[str, Any]:
        """Ask for one, wait for its end; its properties then."""
        reply = await self.put(template, name, scope=scope, **properties)
        assert reply.status in (200, 201), reply.body
        await self.runs.wait()
        return await self.shown(name, scope)

    async def shown(self, name: str = "d1", scope: str = GROUP) -> dict[str, Any]:
        """The properties of a deployment."""
        reply = await self.stand.get(self.path(name, scope), query=VERSION)
        assert reply.status == 200, reply.body
        properties: dict[str, Any] = reply.body["properties"]
        return properties

    async def operations(self, name: str = "d1", scope: str = GROUP) -> list[dict[str, Any]]:
        """The properties of its operations."""
        reply = await self.stand.get(f"{self.path(name, scope)}/operations", query=VERSION)
        assert reply.status == 200, reply.body
        return [each["properties"] for each in reply.body["value"]]

    async def steps(self, name: str = "d1", scope: str = GROUP) -> set[tuple[str, ...]]:
        """Its operations in short: what, to what, with which end."""
        return {
            (
                each["provisioningOperation"],
                each.get("targetResource", {}).get("resourceName", ""),
                each["provisioningState"],
            )
            for each in await self.operations(name, scope)
        }

    async def there(self, name: str) -> bool:
        """Whether an identity was deployed."""
        return await self.stand.store.resources.find(identity_id(name).lower()) is not None

    def fail(self, *names: str, error: NameplateError | None = None) -> None:
        """Let PUTs of resources fail."""
        problem = error or Conflict("AlreadyThere", "It is there already.")
        self.held.failing |= dict.fromkeys(names, problem)


async def until(condition: Any) -> None:
    """Let everything else run until something holds."""
    for _ in range(10_000):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came about")

"""Types that are only stored and returned: what templates carry along around identities.

Each answer says so (``inert``). Identity blocks are real even here: a principal is made, named and
ended with its resource. What looks like a secret in the properties is not kept, because the types
themselves never return it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from nameplate.core.cloud import Cloud
from nameplate.providers.identities import Identities
from nameplate.resource_manager.provider import Child, Desired, Settled, Shown, Turn, View
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ANY_NAME, Level, ResourceType

Describe = Callable[[Resource, Cloud], Mapping[str, Any]]
"""What a type computes of itself, in the order of its answers."""

_SECRET: Final = re.compile(
    r".*(?:password|passwd|secret|token|connectionstring"
    r"|(?:access|account|shared|primary|secondary|private|master|api)key)",
    re.IGNORECASE,
)


def nothing(_resource: Resource, _cloud: Cloud) -> Mapping[str, Any]:
    """Nothing is computed: the answer is what was given."""
    return {}


@dataclass(frozen=True, slots=True)
class InertType:
    """A type that is a row of a table."""

    identities: Identities
    cloud: Cloud
    type: ResourceType
    describe: Describe = nothing
    children: Sequence[ResourceType] = ()
    """Types of which one called ``default`` is always there."""

    def linked(self, desired: Desired) -> Sequence[tuple[str, str]]:
        return self.identities.linked(desired)

    async def put(self, desired: Desired, current: Resource | None, turn: Turn) -> Settled:
        identities = await self.identities.settle(desired, turn)
        born = self.children if current is None else ()
        return Settled(
            properties=without_secrets(desired.properties),
            kind=desired.kind,
            sku=desired.sku,
            requires=identities,
            children=[Child(each, "default", Settled(properties={})) for each in born],
        )

    async def delete(self, current: Resource, turn: Turn) -> None:
        await self.identities.end(current.id, turn)

    async def show(self, resource: Resource, view: View) -> Shown:
        return Shown(
            properties=described(resource, self.describe(resource, self.cloud)),
            identity=await self.identities.show(resource.id),
        )

    async def foresee(self, desired: Desired, resource: Resource, view: View) -> Shown:
        return replace(
            await self.show(resource, view), identity=await self.identities.foresee(desired)
        )


def described(resource: Resource, computed: Mapping[str, Any]) -> dict[str, Any]:
    """The computed members, each replaced by what was given unless it is the type's own to say."""
    own = {name.removeprefix("="): value for name, value in computed.items()}
    fixed = {name[1:] for name in computed if name.startswith("=")}
    given = {name: each for name, each in resource.properties.items() if name not in fixed}
    return {**own, **given}


def without_secrets(value: Any) -> Any:
    """Without texts whose names say that they are secrets, at any depth."""
    if isinstance(value, Mapping):
        return {
            name: without_secrets(each)
            for name, each in value.items()
            if not (isinstance(each, str) and _SECRET.fullmatch(name))
        }
    if isinstance(value, list):
        return [without_secrets(each) for each in value]
    return value


def unknown_type(name: str) -> ResourceType:
    """A type that nobody here knows: it lives anywhere, with whatever it was given."""
    return ResourceType(
        name=name,
        api_versions=("2024-01-01",),
        level=Level.EXTENSION,
        name_rule=ANY_NAME,
        inert=True,
    )

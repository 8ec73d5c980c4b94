"""Preparing deployments in a control plane in memory."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

import orjson
import pytest

from nameplate.authorization.role_assignment import RoleAssignment
from nameplate.core.errors import NameplateError
from nameplate.core.principal import Principal
from nameplate.resource_manager.deployments.preparation.content import read_content
from nameplate.resource_manager.deployments.preparation.place import place_at
from nameplate.resource_manager.deployments.preparation.preflight import Preparation
from nameplate.resource_manager.deployments.preparation.prepared import Prepared
from nameplate.resource_manager.provider import Turn
from tests.fakes.linked_templates import FakeLinkedTemplates
from tests.fakes.secret_references import FakeSecretReferences
from tests.providers.stand import GROUP, OPERATOR, STRANGER, Stand

SCHEMA: Final = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
CORRELATION: Final = "c0ffee00-0000-0000-0000-000000000001"
WORKSPACE: Final = "Microsoft.OperationalInsights/workspaces"
IDENTITY: Final = "Microsoft.ManagedIdentity/userAssignedIdentities"
CONTRIBUTOR: Final = "b24988ac-6180-42a0-ab88-20f7382dd24c"
DEPLOYMENTS: Final = "Microsoft.Resources/deployments"


def template(*resources: Any, **sections: Any) -> dict[str, Any]:
    """A template with resources and whatever other sections."""
    head = {"$schema": SCHEMA, "contentVersion": "1.0.0.0"}
    return {**head, **sections, "resources": list(resources)}


def identity(name: str, **more: Any) -> dict[str, Any]:
    """A resource that needs nothing but a location."""
    body = {"type": IDENTITY, "apiVersion": "2023-01-31", "name": name, "location": "westeurope"}
    return {**body, **more}


def nested(name: str, inner: Any, *, inner_scope: bool = True, **more: Any) -> dict[str, Any]:
    """A nested deployment; ``properties`` are added to its own."""
    properties = {"mode": "Incremental", "template": inner, **more.pop("properties", {})}
    if inner_scope:
        properties["expressionEvaluationOptions"] = {"scope": "inner"}
    head = {"type": DEPLOYMENTS, "apiVersion": "2022-09-01", "name": name}
    return {**head, "properties": properties, **more}


def body(document: Any, **properties: Any) -> dict[str, Any]:
    """A request's body with a template."""
    return {"properties": {"mode": "Incremental", "template": document, **properties}}


@dataclass
class World:
    """A control plane with a group, and what prepares deployments in it."""

    stand: Stand = field(default_factory=Stand)
    secrets: FakeSecretReferences = field(default_factory=FakeSecretReferences)
    links: FakeLinkedTemplates = field(default_factory=FakeLinkedTemplates)
    seconds: float = 60.0

    def preparation(self) -> Preparation:
        return Preparation(
            phases=self.stand.phases, secrets=self.secrets, links=self.links, seconds=self.seconds
        )

    def turn(self, caller: Principal = OPERATOR) -> Turn:
        return Turn(
            work=self.stand.store.units.begin(),
            caller=caller,
            now=self.stand.clock.now(),
            request_id="request",
            find=self.stand.store.resources.find,
        )

    async def give(self, role_id: str, scope: str) -> None:
        """Give the stranger a role."""
        work = self.stand.store.units.begin()
        self.stand.roles.assign(
            work,
            RoleAssignment(
                name=f"00000000-0000-4000-8000-{abs(hash((role_id, scope))) % 10**12:012d}",
                scope=scope,
                role_id=role_id,
                principal_id=STRANGER.object_id,
                principal_type="ServicePrincipal",
            ),
        )
        await work.commit()

    async def prepare(
        self,
        given: Any,
        *,
        scope: str = GROUP,
        caller: Principal = OPERATOR,
        name: str = "d1",
    ) -> Prepared:
        """Prepare a body, read as the wire reads it."""
        text = given if isinstance(given, bytes) else orjson.dumps(given)
        return await self.preparation().prepare(
            place_at(scope, name),
            await read_content(text),
            self.turn(caller),
            correlation_id=CORRELATION,
        )

    async def refused(self, given: Any, **options: Any) -> NameplateError:
        """The error of one that is refused."""
        with pytest.raises(NameplateError) as caught:
            await self.prepare(given, **options)
        return caught.value


async def world(**more: Any) -> World:
    """A world with the group ``local``."""
    made = World(**more)
    await made.stand.with_group()
    return made


async def resumed(world: World, prepared: Prepared, kept: Any) -> Prepared:
    """The same again from what was kept of it."""
    return await world.preparation().resume(
        replace(prepared.place),
        kept,
        prepared.caller,
        correlation_id=prepared.correlation_id,
        request_id=prepared.request_id,
    )

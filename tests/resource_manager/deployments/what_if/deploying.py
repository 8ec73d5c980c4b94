"""Templates over the whole control plane in memory: what-if, and a deployer as naive as can be."""

from dataclasses import dataclass
from typing import Any, Final

import orjson

from nameplate.core.principal import Principal
from nameplate.resource_manager.address import parse
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.deployments.preparation.prepared import Mode, Place, Prepared
from nameplate.resource_manager.deployments.running.answers import Answers
from nameplate.resource_manager.deployments.what_if.what_if import WhatIf
from nameplate.resource_manager.deployments.work import Work
from nameplate.template.document.nested import Nested
from nameplate.template.document.template import Template
from nameplate.template.environment import Environment, Level
from nameplate.template.secrets import reveal
from tests.providers.stand import GROUP, OPERATOR, SUB, SUBSCRIPTION, TENANT, Stand

SCHEMA: Final = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"


def template(*resources: dict[str, Any], **sections: Any) -> dict[str, Any]:
    """A template with these resources."""
    head = {"$schema": SCHEMA, "contentVersion": "1.0.0.0"}
    return {**head, **sections, "resources": list(resources)}


def resource(
    type_name: str, name: str, api_version: str = "2023-07-01", /, **more: Any
) -> dict[str, Any]:
    """A resource of a template."""
    return {"type": type_name, "apiVersion": api_version, "name": name, **more}


IDENTITY_RESOURCE: Final = resource(
    "Microsoft.ManagedIdentity/userAssignedIdentities", "deployer", location="westeurope"
)
CLIENT_ID: Final = "[reference('deployer').clientId]"


def nested(name: str, inner: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A nested deployment with a template of its own."""
    properties = {
        "mode": "Incremental",
        "expressionEvaluationOptions": {"scope": "inner"},
        "template": inner,
        "parameters": more.pop("parameters", {}),
    }
    return resource("Microsoft.Resources/deployments", name, properties=properties, **more)


@dataclass
class Lab:
    """A stand, and templates on it."""

    stand: Stand
    caller: Principal = OPERATOR

    @property
    def what_if(self) -> WhatIf:
        return WhatIf(self.stand.control_plane, self.stand.phases, self)

    def prepared(
        self,
        document: dict[str, Any],
        parameters: dict[str, Any] | None = None,
        *,
        mode: Mode = Mode.INCREMENTAL,
        scope: str = GROUP,
    ) -> Prepared:
        """A deployment called ``main``."""
        read = Template.parse(orjson.dumps(document))
        given = {name: {"value": value} for name, value in (parameters or {}).items()}
        bound = read.bind(given, environment(scope))
        return Prepared(
            place=place("main", scope),
            mode=mode,
            document=read.document,
            bound=bound,
            plan=bound.plan(),
            caller=self.caller,
            correlation_id="c",
            request_id="r",
            started=0.0,
            parameters=given,
        )

    async def prepare_nested(self, outer: Prepared, nested: Nested) -> Prepared:
        read = Template.read(nested.template)
        bound = read.bind_nested(nested, environment(nested.scope))
        return Prepared(
            place=place(nested.name, nested.scope),
            mode=Mode(nested.mode),
            document=read.document,
            bound=bound,
            plan=bound.plan(),
            caller=outer.caller,
            correlation_id="c",
            request_id="r",
            started=0.0,
            parameters=nested.parameters,
            depth=outer.depth + 1,
        )

    async def changes(self, document: dict[str, Any], *given: Any, **more: Any) -> Any:
        """What-if, asserting that it changed nothing."""
        epoch = self.stand.store.epoch.value
        found = await self.what_if.changes(self.prepared(document, *given, **more))
        assert self.stand.store.epoch.value == epoch
        return found

    async def types(self, document: dict[str, Any], *given: Any, **more: Any) -> dict[str, str]:
        """The type of change of each resource, by what its id ends with."""
        changes = await self.changes(document, *given, **more)
        return {each["resourceId"].rpartition("/")[2]: each["changeType"] for each in changes}

    async def deploy(self, document: dict[str, Any], *given: Any, **more: Any) -> None:
        """Put every resource, one after the other."""
        await self._deploy(self.prepared(document, *given, **more))

    async def _deploy(self, prepared: Prepared) -> None:
        answers = Answers(self.stand.control_plane, prepared, {}, Work())
        for node in prepared.plan.active:
            if node.is_deployment:
                nested = await answers.settle(lambda r, n=node: prepared.bound.nested(n, r))  # type: ignore[misc]  # bound at once
                await self._deploy(await self.prepare_nested(prepared, nested))
                continue
            call = Call(
                caller=self.caller,
                method="PUT",
                address=parse(node.id),
                api_version=node.api_version,
                request_id="r",
                body=reveal(await answers.settle(node.evaluate)),
            )
            await self.stand.control_plane.answer(call)


def place(name: str, scope: str) -> Place:
    """Where a deployment to a group stands."""
    own = f"{scope}/providers/Microsoft.Resources/deployments/{name}"
    level = Level.GROUP if "/resourceGroups/" in scope else Level.SUBSCRIPTION
    return Place(id=own, name=name, scope=scope, level=level)


def environment(scope: str) -> Environment:
    """The surroundings of a deployment to a group, or to the subscription."""
    name = scope.rpartition("/")[2]
    group = {"id": scope, "name": name, "location": "westeurope", "properties": {}}
    in_group = "/resourceGroups/" in scope
    return Environment(
        level=Level.GROUP if in_group else Level.SUBSCRIPTION,
        subscription={"id": SUB, "subscriptionId": SUBSCRIPTION, "tenantId": TENANT},
        resource_group=group if in_group else None,
        tenant={"tenantId": TENANT},
    )

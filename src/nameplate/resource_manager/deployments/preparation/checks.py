"""What each resource of a plan must pass before anything of it is deployed.

Its type is known, can be written and lives at the scope where it stands; its name and location are
possible; its caller may write it there. The pipeline asks the same again when it is written: here
it is asked of all, so that a deployment that cannot succeed does not begin.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from nameplate.core.errors import BadRequest, Forbidden, NameplateError
from nameplate.core.principal import Principal
from nameplate.resource_manager import locations, refusals
from nameplate.resource_manager.address import Address, parse
from nameplate.resource_manager.call import VERSION
from nameplate.resource_manager.deployments.preparation.preflight_refusals import (
    not_authorized,
    together,
    unauthorized,
)
from nameplate.resource_manager.deployments.preparation.prepared import Place
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.provider import Applies, Provider, Stores
from nameplate.resource_manager.resource_type import Level, ResourceType
from nameplate.resource_manager.scopes import Scopes, level_of
from nameplate.template.document.plan import Node
from nameplate.template.document.sections import member_of
from nameplate.template.errors import InvalidTemplate, validation_failed

_GROUPS: Final = "microsoft.resources/resourcegroups"
_REFUSALS: Final = 20
"""So many refused resources are named (and recorded in the trail) at most."""

_IN_A_ROW: Final = 50
"""So many are inspected before others have a turn."""


@dataclass(slots=True)
class Findings:
    """What is wrong with a deployment."""

    failures: list[NameplateError] = field(default_factory=list)
    unauthorized: list[str] = field(default_factory=list)

    def refuse(self) -> None:
        """Raise what was found, permissions first: who may not write it learns nothing else."""
        if self.unauthorized:
            raise not_authorized(self.unauthorized)
        if self.failures:
            raise together(self.failures)


class Checks:
    """Checks plans against the catalogue, the records and the caller's permissions."""

    def __init__(self, phases: Phases) -> None:
        self._phases = phases
        self._scopes = Scopes(phases)
        self._writable: dict[type, bool] = {}

    async def inspect(
        self,
        nodes: Iterable[Node],
        place: Place,
        findings: Findings,
        *,
        caller: Principal,
        request_id: str,
    ) -> None:
        """Add what is wrong with the resources of a plan."""
        for at, node in enumerate(nodes):
            if at % _IN_A_ROW == 0:
                await asyncio.sleep(0)
            try:
                provider = self._provider(node, place)
                _check_scope(node, provider.type, place)
                await self._check_body(node, provider.type)
            except NameplateError as error:
                findings.failures.append(_about(error, node))
            else:
                await self._authorise(node, provider, findings, caller, request_id)

    def _provider(self, node: Node, place: Place) -> Provider:
        if VERSION.fullmatch(node.api_version) is None:
            raise refusals.invalid_api_version(node.api_version)
        groups = self._phases.catalogue.get(_GROUPS) if node.type.lower() == _GROUPS else None
        if groups is not None:
            _check_scope(node, groups.type, place)  # a group in a group has no id to be found by
        address = parse(node.id)
        self._scopes.check_subscription(address)
        provider = self._phases.catalogue.find(_typed(address, node), node.api_version)
        if not self._can_be_put(provider):
            raise refusals.method_not_allowed("PUT", node.id, ("GET",))
        return provider

    def _can_be_put(self, provider: Provider) -> bool:
        """Remembered by class: the question is slow, and a template has many of one type."""
        kind = type(provider)
        if kind not in self._writable:
            self._writable[kind] = isinstance(provider, Stores | Applies)
        return self._writable[kind]

    async def _check_body(self, node: Node, kind: ResourceType) -> None:
        """Its name and location, which only matter where it is not there yet."""
        try:
            kind.name_rule.check(node.name.rpartition("/")[2])
            _check_location(node, kind)
        except BadRequest:
            if await self._phases.records.find(node.id.lower()) is None:
                raise

    async def _authorise(
        self,
        node: Node,
        provider: Provider,
        findings: Findings,
        caller: Principal,
        request_id: str,
    ) -> None:
        if len(findings.unauthorized) >= _REFUSALS:
            return
        action, scope = provider.type.action("write"), node.id
        try:
            await self._phases.guard.require(caller, action, scope, request_id=request_id)
        except Forbidden:
            resource = (node.name, node.type, node.id)
            findings.unauthorized.append(unauthorized(resource, caller, action))


def _typed(address: Address, node: Node) -> Address:
    """The address with the type as the template spells it: messages name it so."""
    namespace, _, types = node.type.partition("/")
    spelled = tuple(types.split("/"))
    return Address(address.scope, namespace, spelled, address.names)


def _check_scope(node: Node, kind: ResourceType, place: Place) -> None:
    """Resources go to the scope of the deployment; only extensions and deployments beyond it."""
    level = level_of(node.scope)
    fits = kind.level in (level, Level.ANY, Level.EXTENSION)
    if not fits and not (kind.level is Level.DEPLOYMENT and level is not Level.EXTENSION):
        raise BadRequest(
            "InvalidResourceScope",
            f"The resource type '{kind.name}' lives in a {kind.level.value}; the template resource "
            f"'{node.name}' is deployed to {_scope_words(level)}.",
            headers=(refusals.GATEWAY,),
        )
    elsewhere = node.scope.lower() != place.scope.lower()
    if kind.level in (Level.GROUP, Level.SUBSCRIPTION) and elsewhere:
        raise _other_scope(node)


def _scope_words(level: Level) -> str:
    named = {
        Level.TENANT: "the tenant",
        Level.MANAGEMENT_GROUP: "a management group",
        Level.SUBSCRIPTION: "the subscription",
        Level.GROUP: "a resource group",
    }
    return named.get(level, "another resource")


def _other_scope(node: Node) -> InvalidTemplate:
    mark = node.mark
    return validation_failed(
        f"The template resource '{node.name}' of type '{node.type}' at line '{mark.line}' and "
        f"column '{mark.column}' is not valid: its scope '{node.scope}' is not the scope of the "
        "deployment. Use a nested deployment to deploy to another scope. Please see "
        "https://aka.ms/arm-cross-scope-deployments for usage details.",
        mark,
    )


def _check_location(node: Node, kind: ResourceType) -> None:
    if not kind.tracked:
        return
    given: Any = member_of(node.preview, "location")
    if not given:
        raise refusals.location_required()
    if isinstance(given, str) and not locations.known(given):
        raise refusals.location_not_available(given, kind.name, locations.DISPLAY_NAMES)


def _about(error: NameplateError, node: Node) -> NameplateError:
    """The error with the resource that it is about as its target."""
    if error.target is None or error.target == "location":
        error.target = node.id
    return error

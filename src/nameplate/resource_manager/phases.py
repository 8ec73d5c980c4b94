"""What every phase of the pipeline holds, and the few steps that all of them share."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from nameplate.audit.event import Event, EventKind
from nameplate.audit.trail import Trail
from nameplate.authorization.decision import Allowed
from nameplate.core.clock import Clock
from nameplate.core.errors import NameplateError
from nameplate.core.principal import Principal, PrincipalType
from nameplate.core.work import UnitOfWork, UnitsOfWork
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.catalogue import Catalogue
from nameplate.resource_manager.guard import Guard
from nameplate.resource_manager.installation import Installation
from nameplate.resource_manager.provider import JsonObject, Needs, Provider, Reaches, Target, Turn
from nameplate.resource_manager.records import Actor, Resource, ResourceChanged, ResourceRecords

T = TypeVar("T")

_ATTEMPTS: Final = 20


def _nothing(_work: UnitOfWork, _key: str) -> None:
    """Nothing extends resources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phases:
    """The pipeline's parts: held by each phase, made once by the server."""

    catalogue: Catalogue
    records: ResourceRecords
    units: UnitsOfWork
    guard: Guard
    trail: Trail
    clock: Clock
    installation: Installation
    refresh: Callable[[], None]
    """Makes this process notice what others committed. A write calls it after it has read the
    resource's etag: what the rooms then tell from memory is at least as new as that etag, so that
    whatever outdates it also fails the commit."""
    forget: Callable[[UnitOfWork, str], None] = _nothing
    """Told the key of each resource that goes, in the unit that removes it: what rooms keep for it
    and for everything inside it goes with it, because its name may come again."""

    def turn(self, call: Call) -> Turn:
        """A new unit of work for a request."""
        return Turn(
            work=self.units.begin(),
            caller=call.caller,
            now=self.clock.now(),
            request_id=call.request_id,
            correlation_id=call.correlation_id,
            find=self.records.find,
        )

    async def repeated(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Run what reads, decides and commits; again when another process was faster."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return await attempt()
            except ResourceChanged:
                continue
        return await attempt()

    async def check_still(self, key: str, current: Resource | None, error: NameplateError) -> None:
        """Raise ResourceChanged when a resource is no longer as it was read.

        A room may meet another process's half of the same change before the etag does: then what
        the room refused is no answer yet.
        """
        now = await self.records.find(key)
        if (now.etag if now else None) != (current.etag if current else None):
            raise ResourceChanged(key) from error

    def save_changed(self, turn: Turn, resource: Resource, *, etag: str = "") -> None:
        """Store what an action made of a resource, over the etag that it was read with."""
        expected, who = resource.etag or None, actor(turn.caller)
        changed = replace(resource, etag=etag or new_etag(), changed=turn.now, changed_by=who)
        if expected is None:
            changed = replace(changed, created=turn.now, created_by=who)
        self.records.save(turn.work, changed, expected_etag=expected)

    async def require_reach(
        self, call: Call, provider: Provider, target: Target, verb: str, *, body: JsonObject
    ) -> None:
        """Raise Forbidden when a call counts at scopes where its caller may not do it."""
        needed: list[tuple[str, str]] = []
        if isinstance(provider, Reaches):
            action = provider.type.action(verb)
            needed.extend((action, scope) for scope in await provider.reaches(target, body))
        if isinstance(provider, Needs):
            needed.extend(await provider.needs(target, body))
        for action, scope in needed:
            await self.guard.require(call.caller, action, scope, request_id=call.request_id)

    def record_change(
        self, work: UnitOfWork, call: Call, action: str, resource: str, *, by: Allowed, what: str
    ) -> None:
        """Put the change's own record into its unit: both are written, or neither."""
        event = Event(
            kind=EventKind.CHANGE,
            action=action,
            outcome="allowed",
            resource=resource,
            object_id=call.caller.object_id,
            app_id=call.caller.app_id,
            display_name=call.caller.display_name,
            reason=by.reason,
            request_id=call.request_id,
            facts={"change": what, "api-version": call.api_version},
            workload=call.caller.resource_id or "",
        )
        self.trail.add(work, event)


def new_etag() -> str:
    """Unlike any before it; as long as Microsoft.Web's are."""
    return secrets.token_hex(8).upper()[1:]


def actor(caller: Principal) -> Actor:
    """Who a caller is in ``systemData``."""
    if caller.type is PrincipalType.USER:
        return Actor(caller.display_name, "User")
    kind = "ManagedIdentity" if caller.resource_id else "Application"
    return Actor(caller.app_id or caller.object_id, kind)

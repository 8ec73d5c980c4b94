"""PUT and PATCH: read, decide, let the provider make it so, store, commit. One unit of work."""

from collections.abc import Awaitable, Callable

from nameplate.authorization.decision import Allowed
from nameplate.core.errors import Conflict, NotFound
from nameplate.resource_manager import body, conditions, refusals
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.phases import Phases, actor, new_etag
from nameplate.resource_manager.presentation import document, respelled
from nameplate.resource_manager.provider import (
    Amends,
    Answer,
    Applies,
    Child,
    Desired,
    JsonObject,
    Links,
    Provider,
    Settled,
    Stores,
    Target,
    Turn,
    View,
)
from nameplate.resource_manager.reads import missing
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import Level
from nameplate.resource_manager.scopes import Scopes, level_of


class Writes:
    """The writing phases. The caller was authorised for the action before."""

    def __init__(self, phases: Phases, scopes: Scopes) -> None:
        self._phases = phases
        self._scopes = scopes

    async def put(self, call: Call, provider: Provider, by: Allowed) -> Answer:
        """Create or replace a resource; with PATCH, change one that is there."""
        if isinstance(provider, Stores):
            return await self._phases.repeated(lambda: self._stored(call, provider, by))
        make: Callable[[Target, JsonObject, Turn], Awaitable[Answer]] | None = None
        if isinstance(provider, Applies) and call.method == "PUT":
            make = provider.apply
        elif isinstance(provider, Amends) and call.method == "PATCH":
            make = provider.amend
        if make is not None:
            applied = make
            return await self._phases.repeated(lambda: self._applied(call, provider, applied, by))
        raise refusals.method_not_allowed(call.method, call.address.text, ())

    async def _stored(self, call: Call, provider: Stores, by: Allowed) -> Answer:
        target = await self._scopes.item(call, provider, verb="write")
        current = await self._phases.records.find(target.id.lower())
        self._phases.refresh()
        conditions.check(call, current)
        desired = await self.desired(call, provider, target, current)
        try:
            resource = await self._settle(call, provider, target, desired, current=current, by=by)
        except (Conflict, NotFound) as error:
            await self._phases.check_still(target.id.lower(), current, error)
            raise
        return await self._answer(call, provider, resource, created=current is None)

    async def _settle(
        self,
        call: Call,
        provider: Stores,
        target: Target,
        desired: Desired,
        *,
        current: Resource | None,
        by: Allowed,
    ) -> Resource:
        """Let the provider make it so, and write all of it."""
        turn = self._phases.turn(call)
        settled = await provider.put(desired, current, turn)
        resource = resource_of(desired, settled, current, turn)
        await self._store(target, resource, settled, current, turn)
        action, what = provider.type.action("write"), "updated" if current else "created"
        self._phases.record_change(turn.work, call, action, resource.id, by=by, what=what)
        await turn.work.commit()
        return resource

    async def desired(
        self, call: Call, provider: Stores, target: Target, current: Resource | None
    ) -> Desired:
        """What a call asks for: read, checked, and what it links to allowed."""
        partial = call.method == "PATCH"
        if current is None:
            if partial:
                raise missing(call, target)
            provider.type.name_rule.check(target.name)
        desired = body.desired(
            call.body,
            type=provider.type,
            id=target.id,
            name=target.name,
            api_version=call.api_version,
            current=current,
            partial=partial,
        )
        if isinstance(provider, Links):
            for linked in provider.linked(desired):
                await self._phases.guard.require_linked(
                    call.caller,
                    provider.type.action("write"),
                    target.id,
                    linked=linked,
                    request_id=call.request_id,
                )
        return desired

    async def _store(
        self,
        target: Target,
        resource: Resource,
        settled: Settled,
        current: Resource | None,
        turn: Turn,
    ) -> None:
        records, work = self._phases.records, turn.work
        container = _container(target)
        if current is None and container:
            records.require(work, container.lower())
        for key in settled.requires:
            records.require(work, key)
        if settled.unique:
            records.require_unique(work, resource)
        records.save(work, resource, expected_etag=current.etag if current else None)
        for child in settled.children:
            await self._store_child(resource, child, turn)

    async def _store_child(self, parent: Resource, child: Child, turn: Turn) -> None:
        desired = desired_child(parent, child)
        current = await self._phases.records.find(desired.key)
        resource = resource_of(desired, child.settled, current, turn)
        etag = current.etag if current else None
        self._phases.records.save(turn.work, resource, expected_etag=etag)

    async def _answer(
        self, call: Call, provider: Stores, resource: Resource, *, created: bool
    ) -> Answer:
        kind = provider.type
        view = View(call.api_version, self._phases.records.find, written=True, created=created)
        status = kind.created_status if created else 200
        headers = []
        if created and kind.location_header:
            # Whole, where Azure says only the path: the SDKs' pollers ask there, and cannot then.
            host = self._phases.installation.cloud.resource_manager
            path = respelled(resource.id, kind)
            headers.append(("Location", f"{host}{path}?api-version={call.api_version}"))
        shown = await document(provider, resource, view)
        return Answer(status, shown, tuple(headers), etag=resource.etag)

    async def _applied(
        self,
        call: Call,
        provider: Provider,
        make: Callable[[Target, JsonObject, Turn], Awaitable[Answer]],
        by: Allowed,
    ) -> Answer:
        target = await self._scopes.item(call, provider, verb="write")
        turn = self._phases.turn(call)
        bare = target.type.bodiless and call.body is None
        document = {} if bare else body.members(call.body)
        await self._phases.require_reach(call, provider, target, "write", body=document)
        anywhere = target.type.level in (Level.ANY, Level.DEPLOYMENT)
        anchor = self._scopes.anchor(target.scope) if anywhere else None
        if anchor is not None:
            self._phases.records.require(turn.work, anchor.lower())
        parent = self._phases.catalogue.get(target.type.name.rpartition("/")[0])
        if isinstance(parent, Stores):
            self._phases.records.require(turn.work, target.id.lower().rsplit("/", 2)[0])
        answer = await make(target, document, turn)
        for each in answer.changes:
            self._phases.save_changed(turn, each)
        action = target.type.action("write")
        self._phases.record_change(turn.work, call, action, target.id, by=by, what="updated")
        await turn.work.commit()
        return answer


def desired_child(parent: Resource, child: Child) -> Desired:
    """What a resource's own body asks of one below it."""
    child_id = f"{parent.id}/{child.type.types[-1]}/{child.name}"
    return Desired(id=child_id, type=child.type, name=child.name, api_version="")


def resource_of(
    desired: Desired, settled: Settled, current: Resource | None, turn: Turn
) -> Resource:
    """What is stored."""
    who = actor(turn.caller)
    return Resource(
        id=desired.id,
        type=current.type if current else desired.type.name,
        name=desired.name,
        location=desired.location,
        kind=settled.kind,
        tags=desired.tags if settled.tags is None else settled.tags,
        sku=settled.sku,
        properties=settled.properties,
        envelope=desired.envelope,
        protected=settled.protected,
        etag=new_etag(),
        created=settled.created or (current.created if current else turn.now),
        changed=turn.now,
        created_by=current.created_by if current else who,
        changed_by=who,
    )


def _container(target: Target) -> str:
    """What must be there when the resource is written; empty for what always is."""
    if len(target.type.types) > 1:
        return target.id.rsplit("/", 2)[0]
    outside = (Level.TENANT, Level.MANAGEMENT_GROUP, Level.SUBSCRIPTION)
    return "" if level_of(target.scope) in outside else target.scope

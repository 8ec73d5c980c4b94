"""DELETE: a resource and everything in it, in one unit of work."""

from dataclasses import replace

from nameplate.authorization.decision import Allowed
from nameplate.core.errors import Conflict, InternalFailure, NotFound
from nameplate.resource_manager import conditions, operations, refusals
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.provider import Answer, Provider, Removes, Stores, Turn
from nameplate.resource_manager.reads import PAGE, missing
from nameplate.resource_manager.records import Resource, Selection
from nameplate.resource_manager.scopes import Scopes


class Removals:
    """The deleting phases. The caller was authorised before."""

    def __init__(self, phases: Phases, scopes: Scopes) -> None:
        self._phases = phases
        self._scopes = scopes

    async def delete(self, call: Call, provider: Provider, by: Allowed) -> Answer:
        """200 for what was there, 204 for what was gone already."""
        if isinstance(provider, Stores) and provider.type.deletable:
            return await self._phases.repeated(lambda: self._stored(call, provider, by))
        if isinstance(provider, Removes):
            return await self._phases.repeated(lambda: self._removed(call, provider, by))
        raise refusals.method_not_allowed(call.method, call.address.text, ())

    async def _stored(self, call: Call, provider: Stores, by: Allowed) -> Answer:
        target = await self._scopes.item(call, provider, verb="delete")
        current = await self._phases.records.find(target.id.lower())
        conditions.check(call, current)
        if current is None:
            if provider.type.long_delete:
                raise missing(call, target)
            return Answer(204)
        try:
            await self._remove_all(call, provider, current, by)
        except (Conflict, NotFound) as error:
            await self._phases.check_still(current.key, current, error)
            raise
        if provider.type.long_delete:
            return operations.accepted(current, self._phases.installation, call.api_version)
        return Answer(200, etag=current.etag)

    async def _remove_all(
        self, call: Call, provider: Stores, current: Resource, by: Allowed
    ) -> None:
        children = await self._within(current)
        self._phases.refresh()
        going = frozenset(each.key for each in (*children, current))
        turn = replace(self._phases.turn(call), removing=going)
        for each in (*children, current):
            await self._remove(each, turn)
        self._phases.records.require_empty(turn.work, current.key)
        self._phases.forget(turn.work, current.key)
        action = provider.type.action("delete")
        self._phases.record_change(turn.work, call, action, current.id, by=by, what="deleted")
        await turn.work.commit()

    async def _remove(self, resource: Resource, turn: Turn) -> None:
        provider = self._phases.catalogue.of_stored(resource.type)
        if not isinstance(provider, Stores):
            raise InternalFailure(
                "InternalServerError", f"The type '{resource.type}' has left the catalogue."
            )
        await provider.delete(resource, turn)
        self._phases.records.delete(turn.work, resource.key, expected_etag=resource.etag)

    async def _within(self, resource: Resource) -> list[Resource]:
        """Everything below a resource, the deepest first."""
        found: list[Resource] = []
        after = ""
        while True:
            page = await self._phases.records.list(Selection(resource.key, after=after, limit=PAGE))
            found.extend(page)
            if len(page) < PAGE:
                return sorted(found, key=lambda each: each.key.count("/"), reverse=True)
            after = page[-1].key

    async def _removed(self, call: Call, provider: Removes, by: Allowed) -> Answer:
        target = await self._scopes.item(call, provider, verb="delete")
        turn = self._phases.turn(call)
        await self._phases.require_reach(call, provider, target, "delete", body={})
        removed = await provider.remove(target, turn)
        if removed is False:
            return Answer(204)
        if isinstance(removed, Answer):
            for each in removed.changes:
                self._phases.save_changed(turn, each)
        action = provider.type.action("delete")
        self._phases.record_change(turn.work, call, action, target.id, by=by, what="deleted")
        await turn.work.commit()
        return removed if isinstance(removed, Answer) else Answer(200)

"""The pipeline's front: every call passes authorisation here, then goes to its phase.

The wire and deployments call ``answer`` alike; there is no other way to read or change a resource.
"""

from dataclasses import replace
from typing import Final

from nameplate.authorization.decision import Allowed
from nameplate.resource_manager import body, refusals
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.catalogue import FoundAction
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.predictions import Prediction, Predictions
from nameplate.resource_manager.provider import (
    Acts,
    ActsElsewhere,
    Answer,
    JsonObject,
    Provider,
    Target,
)
from nameplate.resource_manager.reads import Reads
from nameplate.resource_manager.removals import Removals
from nameplate.resource_manager.scopes import Scopes
from nameplate.resource_manager.writes import Writes

_ITEM_METHODS: Final = ("GET", "HEAD", "PUT", "PATCH", "DELETE")


class ControlPlane:
    """Authorise, then read, write, delete or act."""

    def __init__(self, phases: Phases) -> None:
        self._phases = phases
        self._scopes = Scopes(phases)
        self._reads = Reads(phases, self._scopes)
        self._writes = Writes(phases, self._scopes)
        self._predictions = Predictions(phases, self._scopes, self._writes)
        self._removals = Removals(phases, self._scopes)

    async def answer(self, call: Call) -> Answer:
        """Answer a call, or raise a ``NameplateError``."""
        self._phases.refresh()
        self._scopes.check_subscription(call.address)
        if call.method == "POST":
            return await self._act(call)
        provider = self._phases.catalogue.find(call.address, call.api_version)
        if call.method in ("GET", "HEAD"):
            return await self._read(call, provider)
        if not call.address.is_item or call.method not in _ITEM_METHODS:
            takes = _ITEM_METHODS if call.address.is_item else ("GET",)
            raise refusals.method_not_allowed(call.method, call.address.text, takes)
        verb = "delete" if call.method == "DELETE" else "write"
        by = await self._authorise(call, provider, verb)
        if call.method == "DELETE":
            return await self._removals.delete(call, provider, by)
        return await self._writes.put(call, provider, by)

    async def predict(self, call: Call, *, apart: frozenset[str] = frozenset()) -> Prediction:
        """What a PUT would change, without changing it: every phase but the commit.

        ``apart`` holds the keys of what is put by itself beside it, and so has the last word.
        Raises what the PUT would raise, and Forbidden for who may write but not read.
        """
        self._phases.refresh()
        self._scopes.check_subscription(call.address)
        provider = self._phases.catalogue.find(call.address, call.api_version)
        for verb in ("write", "read"):
            await self._authorise(call, provider, verb)
        return await self._predictions.put(call, provider, apart=apart)

    async def _read(self, call: Call, provider: Provider) -> Answer:
        if not call.address.is_item:
            return await self._reads.list(call, provider)
        if not provider.type.open:
            await self._authorise(call, provider, "read")
        answer = await self._reads.get(call, provider)
        return Answer(204, etag=answer.etag) if call.method == "HEAD" else answer

    async def _act(self, call: Call) -> Answer:
        found = self._phases.catalogue.find_action(call.address, call.api_version)
        if found is None or not isinstance(found.provider, Acts):
            takes = _ITEM_METHODS if call.address.is_item else ("GET",)
            raise refusals.method_not_allowed("POST", call.address.text, takes)
        provider, action = found.provider, found.action
        verb = action.verb or (f"{action.name}/action" if action.name else "action")
        by = await self._authorise(call, provider, verb)
        return await self._phases.repeated(
            lambda: self._acted(call, provider, verb=verb, by=by, found=found)
        )

    async def _acted(
        self, call: Call, provider: Acts, *, verb: str, by: Allowed, found: FoundAction
    ) -> Answer:
        owned = replace(call, address=found.owner)
        if found.owner.is_item:
            target = await self._scopes.item(owned, provider, verb="action")
        else:
            target = await self._scopes.container(owned, provider)
        turn = self._phases.turn(call)
        document = body.members(call.body) if call.body is not None else {}
        await self._authorise_elsewhere(call, found, verb, target=target, document=document)
        answer = await provider.act(found.action.name, target, document, turn)
        if found.action.writes:
            try:
                for each in answer.changes:
                    etag = answer.etags.get(each.key, "")
                    self._phases.save_changed(turn, each, etag=etag)
                action = provider.type.action(verb)
                self._phases.record_change(
                    turn.work, call, action, target.id, by=by, what=found.action.name or "action"
                )
                await turn.work.commit()
            except BaseException:
                if answer.abandoned is not None:
                    answer.abandoned()
                raise
        return answer

    async def _authorise_elsewhere(
        self, call: Call, found: FoundAction, verb: str, *, target: Target, document: JsonObject
    ) -> None:
        provider = found.provider
        if found.action is None or not isinstance(provider, ActsElsewhere):
            return
        for scope in provider.elsewhere(found.action.name, target, document):
            await self._phases.guard.require(
                call.caller, provider.type.action(verb), scope, request_id=call.request_id
            )

    async def _authorise(self, call: Call, provider: Provider, verb: str) -> Allowed:
        return await self._phases.guard.require(
            call.caller,
            provider.type.action(verb),
            call.address.text,
            request_id=call.request_id,
        )

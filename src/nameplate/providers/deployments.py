"""``Microsoft.Resources/deployments``: templates, at every scope that resources stand in.

The language of templates is loaded when the first of them comes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from nameplate.resource_manager import locations, operations
from nameplate.resource_manager.deployments import refusals
from nameplate.resource_manager.deployments.desk import Desk
from nameplate.resource_manager.deployments.records import Deployment, WhatIfResult
from nameplate.resource_manager.deployments.running.identifiers import new_guid
from nameplate.resource_manager.deployments.views import deployment_document, shows_ids_only
from nameplate.resource_manager.installation import Installation
from nameplate.resource_manager.provider import Action, Answer, JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import Level, NameRule, ResourceType

if TYPE_CHECKING:
    from nameplate.resource_manager.deployments.preparation.prepared import Prepared

API_VERSIONS: Final = ("2025-04-01", "2024-11-01", "2022-09-01", "2021-04-01", "2019-10-01")
_NAME: Final = NameRule(
    r"[-\w.()]{1,64}",
    "The deployment name '{name}' is invalid: it has 1 to 64 letters, digits, '-', '_', '.', '(' "
    "or ')'.",
    code="InvalidDeploymentName",
)
_DEPLOYMENTS: Final = ResourceType(
    name="Microsoft.Resources/deployments",
    api_versions=API_VERSIONS,
    level=Level.DEPLOYMENT,
    name_rule=_NAME,
    ordered=True,
)
_CORRELATED_SINCE: Final = "2020-06-01"
"""From when on the result of ``whatIf`` says its correlation id: 2019-10-01's does not."""
_RESULT_SECONDS: Final = 3600.0
_FILTER: Final = re.compile(r"\s*provisioningState\s+eq\s+'(\w+)'\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Deployments:
    """A PUT prepares a template and lets the engine begin it, in one unit with its record."""

    desk: Desk
    installation: Installation
    type: ResourceType = _DEPLOYMENTS
    actions: Sequence[Action] = (
        Action("validate"),
        Action("cancel", writes=True),
        Action("exportTemplate"),
        Action("whatIf"),
    )

    async def find(self, target: Target, turn: Turn) -> JsonObject | None:
        deployment = self.desk.engine.now(await self._there(target))
        shown = await self.desk.engine.with_rollback(deployment)
        return deployment_document(shown, target.api_version)

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        wanted = _state(target)
        held = map(self.desk.engine.now, await self.desk.records.in_scope(target.scope.lower()))
        return [
            deployment_document(each, target.api_version)
            for each in held
            if wanted in ("", each.state.value.lower())
        ]

    async def apply(self, target: Target, body: JsonObject, turn: Turn) -> Answer:
        target.type.name_rule.check(target.name)
        current = await self.desk.records.find(target.id.lower())
        _check_over(current, body)
        prepared = await self._prepared(target, body, turn)
        on_error = await self._on_error(prepared)
        deployment = self.desk.engine.begin(turn, prepared, replaces=current, on_error=on_error)
        polled = f"{_lowered(deployment.id)}/operationStatuses/{deployment.token}"
        url = f"{self.installation.cloud.resource_manager}{polled}"
        return Answer(
            200 if current else 201,
            deployment_document(deployment, target.api_version),
            (
                ("Azure-AsyncOperation", f"{url}?api-version={target.api_version}"),
                ("Retry-After", operations.RETRY_AFTER),
            ),
        )

    async def remove(self, target: Target, turn: Turn) -> bool | Answer:
        deployment = await self.desk.records.find(target.id.lower())
        if deployment is None:
            return False
        if deployment.state.active:
            raise refusals.active(deployment)
        self.desk.records.delete(turn.work, deployment.key)
        return operations.accepted_for(
            deployment.id,
            self.installation,
            target.api_version,
            job=operations.DEPLOYMENT_DELETION,
        )

    async def act(self, action: str, target: Target, body: JsonObject, turn: Turn) -> Answer:
        if action == "validate":
            target.type.name_rule.check(target.name)
            prepared = await self._prepared(target, body, turn)
            on_error = await self._on_error(prepared)
            version = target.api_version
            from nameplate.resource_manager.deployments.documents import validated  # noqa: PLC0415  # see above

            return Answer(200, validated(prepared, api_version=version, on_error=on_error))
        if action == "whatIf":
            return await self._what_if(target, body, turn)
        deployment = await self._there(target)
        if action == "cancel":
            if not deployment.state.active:
                raise refusals.cannot_be_cancelled(deployment)
            self.desk.engine.cancel(turn.work, deployment)
            return Answer(204)
        from nameplate.resource_manager.deployments.running.beginning import (  # noqa: PLC0415
            opened_template,
        )

        template = opened_template(deployment, self.desk.sealer)
        return Answer(200, {"template": template})

    async def _what_if(self, target: Target, body: JsonObject, turn: Turn) -> Answer:
        prepared = await self._prepared(target, body, turn)
        changes = await self.desk.what_if.changes(prepared, ids_only=shows_ids_only(body))
        key = new_guid()
        found: dict[str, Any] = {"correlationId": prepared.correlation_id, "changes": changes}
        if target.api_version < _CORRELATED_SINCE:
            del found["correlationId"]
        result = WhatIfResult(
            id=key,
            object_id=turn.caller.object_id,
            expires=turn.now + _RESULT_SECONDS,
            document={"status": "Succeeded", "properties": found},
        )
        self.desk.records.keep_result(turn.work, result, now=turn.now)
        await turn.work.commit()
        return operations.accepted_for(
            prepared.place.id,
            self.installation,
            target.api_version,
            job=operations.DEPLOYMENT_WHAT_IF,
            key=key,
        )

    async def _there(self, target: Target) -> Deployment:
        deployment = await self.desk.records.find(target.id.lower())
        if deployment is None:
            raise refusals.not_found(target.name)
        return deployment

    async def _on_error(self, prepared: "Prepared") -> JsonObject | None:
        from nameplate.resource_manager.deployments.running.rollback import chosen  # noqa: PLC0415

        return await chosen(self.desk.records, prepared.place, prepared.on_error)

    async def _prepared(self, target: Target, body: JsonObject, turn: Turn) -> "Prepared":
        from nameplate.resource_manager.deployments.preparation.place import place_at  # noqa: PLC0415

        given = body.get("location")
        location = locations.normal(given) if isinstance(given, str) and given else None
        place = place_at(target.scope, target.name, location=location)
        return await self.desk.preparation.prepare(
            place, body, turn, correlation_id=turn.correlation_id or turn.request_id
        )


def _check_over(current: Deployment | None, body: JsonObject) -> None:
    """Whether a deployment may take the place of the one of its name."""
    if current is None:
        return
    if current.state.active:
        raise refusals.active(current)
    held, given = current.location, body.get("location")
    if held and isinstance(given, str) and given and locations.normal(given) != held:
        raise refusals.location_changed(current, given)


def _state(target: Target) -> str:
    text = target.options.get("$filter", "")
    if not text:
        return ""
    found = _FILTER.fullmatch(text)
    if found is None:
        raise refusals.invalid_filter(text)
    return found[1].lower()


def _lowered(identifier: str) -> str:
    """As the status's path has it."""
    return identifier.replace("/resourceGroups/", "/resourcegroups/", 1)

"""From a template that was read to one whose every name is known: bound, and planned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nameplate.core.errors import NameplateError
from nameplate.resource_manager.deployments import failures
from nameplate.resource_manager.deployments.preparation.parameters import (
    SecretReferences,
    concealed,
    filled,
    read_secrets,
    told,
)
from nameplate.resource_manager.deployments.preparation.place import place_at
from nameplate.resource_manager.deployments.preparation.prepared import (
    Mode,
    OnError,
    Place,
    Prepared,
)
from nameplate.resource_manager.deployments.preparation.sources import Source
from nameplate.resource_manager.deployments.preparation.surroundings import Surroundings
from nameplate.resource_manager.deployments.preparation.template_hash import template_hash
from nameplate.resource_manager.deployments.work import Work
from nameplate.resource_manager.provider import Turn
from nameplate.template.document.bound import BoundTemplate
from nameplate.template.document.nested import Nested
from nameplate.template.document.parameters import KeyVaultSecrets
from nameplate.template.document.plan import Plan
from nameplate.template.environment import Environment
from nameplate.template.language.budget import Budget

Coming = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A deployment whose template was read."""

    place: Place
    mode: Mode
    source: Source
    depth: int = 0
    nested: Nested | None = None
    tags: Mapping[str, str] | None = None
    debug_setting: Mapping[str, Any] | None = None
    on_error: OnError | None = None
    budget: Budget | None = field(default=None, repr=False)
    """What it may compute, where that is not its own."""

    @property
    def is_outer(self) -> bool:
        """Whether its expressions belong to the template around it."""
        return self.nested is not None and self.nested.outer is not None


class Binding:
    """Binds drafts, each in the surroundings of its place."""

    def __init__(self, surroundings: Surroundings, secrets: SecretReferences, work: Work) -> None:
        self._surroundings = surroundings
        self._secrets = secrets
        self._work = work

    async def bind(
        self, draft: Draft, turn: Turn, *, correlation_id: str, coming: Coming
    ) -> Prepared:
        """Bind and plan. Raises ``InvalidTemplate``, and what refuses a secret or the place."""
        source, place = draft.source, draft.place
        digest = await self._work.do(template_hash, source.template.document)
        environment = await self._surroundings.environment(
            place, turn, deployment=_document(draft, digest), coming=coming
        )
        given = {} if draft.is_outer else source.parameters
        secrets = await read_secrets(self._secrets, given, turn.caller, request_id=turn.request_id)
        try:
            bound, plan, parameters = await self._work.do(_bind, draft, environment, secrets)
        except NameplateError as error:
            hidden = [*secrets.values, *concealed(source.template, given)]
            raise failures.without_secrets(error, failures.secrets_in(hidden)) from None
        return Prepared(
            place=place_at(environment.scope, place.name, location=place.location),
            mode=draft.mode,
            document=source.template.document,
            template_hash=digest,
            bound=bound,
            plan=plan,
            caller=turn.caller,
            correlation_id=correlation_id,
            request_id=turn.request_id,
            started=turn.now,
            parameters=parameters,
            tags=draft.tags,
            base=source.base,
            depth=draft.depth,
            template_link=source.template_link,
            parameters_link=source.parameters_link,
            debug_setting=draft.debug_setting,
            on_error=draft.on_error,
        )


def _bind(
    draft: Draft, environment: Environment, secrets: KeyVaultSecrets
) -> tuple[BoundTemplate, Plan, dict[str, Any]]:
    template = draft.source.template
    if draft.nested is not None and draft.is_outer:
        bound = template.bind_nested(draft.nested, environment)
        return bound, bound.plan(), {}
    given, budget = draft.source.parameters, draft.budget
    bound = template.bind(given, environment, secrets=secrets, budget=budget)
    return bound, bound.plan(), filled(template, bound)


def _document(draft: Draft, digest: str) -> dict[str, Any]:
    """What ``deployment()`` returns."""
    source, place = draft.source, draft.place
    properties: dict[str, Any] = {}
    if source.template_link is not None:
        properties["templateLink"] = source.template_link
    properties |= {
        "template": source.template.document,
        "templateHash": digest,
        "parameters": {} if draft.is_outer else told(source.template, source.parameters),
        "mode": draft.mode.value,
        "provisioningState": "Accepted",
    }
    where = {"location": place.location} if place.location else {}
    return {"name": place.name, **where, "properties": properties}

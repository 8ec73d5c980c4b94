"""A deployment of which everything was checked that can be before it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from nameplate.core.principal import Principal
from nameplate.template.document.bound import BoundTemplate
from nameplate.template.document.plan import Plan
from nameplate.template.environment import Level

JsonObject = Mapping[str, Any]

DEPTH_LIMIT: Final = 5
"""How deep deployments may be nested in a deployment."""


class Mode(StrEnum):
    """What a deployment does with what its group has and its template has not."""

    INCREMENTAL = "Incremental"
    COMPLETE = "Complete"


class OnErrorType(StrEnum):
    """Which deployment is repeated when one fails."""

    LAST_SUCCESSFUL = "LastSuccessful"
    SPECIFIC = "SpecificDeployment"


@dataclass(frozen=True, slots=True)
class OnError:
    """``onErrorDeployment``: what is deployed again when this deployment fails."""

    type: OnErrorType
    name: str | None = None
    """Of a specific one; of the last successful one it is found when it is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a deployment stands."""

    id: str
    """The canonical ARM id of the deployment itself."""
    name: str
    scope: str
    """The id of what it deploys to; empty for the tenant."""
    level: Level
    location: str | None = None
    """Required above resource groups; ``None`` in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A deployment that can run (or be validated, or predicted)."""

    place: Place
    mode: Mode
    document: JsonObject = field(repr=False)
    """The template as JSON: what ``exportTemplate`` gives back."""
    template_hash: str = ""
    bound: BoundTemplate = field(repr=False)
    plan: Plan = field(repr=False)
    caller: Principal
    correlation_id: str
    request_id: str
    started: float
    parameters: Mapping[str, Any] = field(repr=False)
    """``{"name": {"value": ...}}`` of every parameter, defaults evaluated, vault secrets read;

    hidden leaves are ``Concealed``. Binding the template to them again gives the same.
    """
    tags: Mapping[str, str] | None = None
    base: str = field(default="", repr=False)
    """The URI that the template came from: what ``relativePath`` is relative to; empty: inline."""
    depth: int = 0
    """0 for a deployment itself; each nested one counts up."""
    nested: Mapping[str, "Prepared"] = field(default_factory=dict, repr=False)
    """Of the nested deployments those that are fully known already, by their node's id."""
    template_link: JsonObject | None = None
    """``templateLink`` as it is shown: without query string."""
    parameters_link: JsonObject | None = None
    debug_setting: JsonObject | None = None
    on_error: OnError | None = None

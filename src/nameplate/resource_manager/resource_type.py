"""What is particular about a resource type on the wire, as data: no type needs code for it.

The facts are those of the recordings: order of members, codes of success, spelling of ids.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from nameplate.core.errors import BadRequest
from nameplate.resource_manager.refusals import invalid_name

JSON: Final = "application/json; charset=utf-8"
DEFAULT_ORDER: Final = (
    *("id", "name", "type", "kind", "location", "tags", "systemData", "sku"),
    *("properties", "identity"),
)


class Level(Enum):
    """Where resources of a type live."""

    TENANT = "tenant"
    MANAGEMENT_GROUP = "management group"
    SUBSCRIPTION = "subscription"
    GROUP = "resource group"
    DEPLOYMENT = "tenant, a management group, a subscription or a resource group"
    """Where deployments stand."""
    EXTENSION = "another resource"
    ANY = "any scope"
    """Extends whatever there is: the tenant, a management group, a group, a single secret."""


class ErrorShape(Enum):
    """How a provider's own refusals look."""

    ARM = "arm"
    WEB = "web"
    """Microsoft.Web's PascalCase."""


@dataclass(frozen=True, slots=True)
class NameRule:
    """Which names a type takes; ``error`` words the refusal (default: ARM's own)."""

    pattern: str
    words: str
    code: str = "InvalidResourceName"

    def check(self, name: str) -> None:
        """Raise BadRequest when the name does not fit."""
        if re.fullmatch(self.pattern, name) is None:
            if self.code == "InvalidResourceName":
                raise invalid_name(name, self.words)
            raise BadRequest(self.code, self.words.format(name=name[:300]))


ANY_NAME: Final = NameRule(
    r"[^<>%&\\?/#:*\x00-\x1f]{0,259}[^<>%&\\?/#:*\x00-\x1f. ]",
    "A name has 1 to 260 characters, none of <>%&\\?/#:* and does not end with a period or space.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceType:
    """One type of the catalogue."""

    name: str
    """``Microsoft.Web/sites``: namespace and types in their canonical casing."""
    api_versions: tuple[str, ...]
    """What ``/providers`` lists, newest first. Any date-shaped version is accepted."""
    level: Level = Level.GROUP
    tracked: bool = False
    """Whether it has a location and tags, as top-level types do."""
    name_rule: NameRule = ANY_NAME
    order: tuple[str, ...] = DEFAULT_ORDER
    """The order of the members of an answer."""
    created_status: int = 201
    group_segment: str = "resourceGroups"
    """How its ids spell the group; some providers write it in lower case."""
    tags_always: bool = False
    """Whether ``tags`` is an empty object rather than absent."""
    system_data_since: str | None = None
    content_type: str = JSON
    error_shape: ErrorShape = ErrorShape.ARM
    answer_headers: tuple[tuple[str, str], ...] = ()
    """What every answer of its provider carries; the namespace's first type says it for all."""
    location_header: bool = False
    """Whether a creation answers with a (relative) Location header."""
    long_delete: bool = False
    """Whether DELETE answers 202 and an operation to poll, as clients expect of it."""
    action_stem: str = ""
    """What stands before ``/write`` in its actions, when that is not its name."""
    list_tail: Mapping[str, Any] = field(default_factory=dict)
    """Members that follow ``value`` in a list."""
    ordered: bool = False
    """Whether a list of it has an order of its own, rather than that of the ids."""
    open: bool = False
    """Whether any authenticated caller may read it."""
    filtered: bool = False
    """Whether any caller may list it, and sees of it what it may read (subscriptions)."""
    any_resource: bool = False
    """Whether its list shows resources of every type (ARM's generic one)."""
    bodiless: bool = False
    """Whether a PUT of it needs no body: its name says all."""
    deletable: bool = True
    """Whether it can be deleted by itself, rather than with what it belongs to."""
    full_name: bool = False
    """Whether ``name`` in its answers begins with its parents' names: ``web1/staging``."""
    answered_as: str = ""
    """The type that its answers name, when that is not its own."""
    type_since: str = ""
    """The first api-version whose answers say the type; empty: all do."""
    missing_as: str = ""
    """The type that "was not found" names, when that is not its own."""
    parent_unstored: bool = False
    """Whether it lies in something without a record; its provider knows whether that is there."""
    volatile: tuple[str, ...] = ()
    """Properties (dotted paths) that every write changes, or that only repeat the envelope's: a
    prediction leaves them out."""
    exportable: bool = False
    """Of what a room keeps, whether a body like its answer makes it again."""
    inert: bool = False
    """Whether it is only stored and returned: its answers say so, and ``what-if`` does."""

    @property
    def key(self) -> str:
        return self.name.lower()

    @property
    def namespace(self) -> str:
        return self.name.partition("/")[0]

    @property
    def types(self) -> tuple[str, ...]:
        return tuple(self.name.split("/")[1:])

    @property
    def newest(self) -> str:
        """The newest api-version that is no preview."""
        final = (each for each in self.api_versions if "preview" not in each)
        return next(final, self.api_versions[0])

    def action(self, verb: str) -> str:
        """The action that a caller needs: ``Microsoft.Web/sites/write``."""
        return f"{self.action_stem or self.name}/{verb}"

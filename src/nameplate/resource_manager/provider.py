"""What a resource provider is: the gap in the pipeline that a resource type fills.

A provider has a ``type`` and the capabilities that it implements, each a small protocol found by
``isinstance``. It turns ARM's properties into a room's words and back; it has no HTTP, no
authorization, no etag and no store: the pipeline owns those phases, so none can be forgotten.
Everything it writes goes into the turn's unit of work.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from nameplate.core.principal import Principal
from nameplate.core.work import UnitOfWork
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ResourceType

JsonObject = Mapping[str, Any]
Find = Callable[[str], Awaitable[Resource | None]]


@dataclass(frozen=True, slots=True)
class Turn:
    """One request's turn: who asks, when, and the unit that everything is written in."""

    work: UnitOfWork
    caller: Principal
    now: float
    request_id: str
    find: Find
    """Reads another resource by its key: a parent, a child, an identity."""
    correlation_id: str = ""
    """What ties the requests of one undertaking together, where the client said so."""
    removing: frozenset[str] = frozenset()
    """The keys of everything that a DELETE takes away in this turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desired:
    """What a PUT (or a PATCH, already merged) asks for; the envelope is valid."""

    id: str
    type: ResourceType
    name: str
    api_version: str
    location: str | None = None
    kind: str | None = None
    tags: Mapping[str, str] | None = None
    sku: JsonObject | None = None
    identity: JsonObject | None = None
    """The block as given; ``None`` when there was none: identities stay as they are."""
    properties: JsonObject = field(default_factory=dict)
    given: JsonObject = field(default_factory=dict)
    """The properties that the request itself spelled out: of a PATCH, only the changed ones."""
    envelope: JsonObject = field(default_factory=dict)
    partial: bool = False
    """Whether this is a PATCH: then ``identity`` changes what is there instead of replacing it."""

    @property
    def key(self) -> str:
        return self.id.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a provider made of the desired state: what is stored of it."""

    properties: JsonObject
    kind: str | None = None
    sku: JsonObject | None = None
    tags: Mapping[str, str] | None = None
    """Other tags than those desired: what a recovered resource had."""
    created: float | None = None
    """When it was made first, if that was not now: a recovered resource."""
    protected: bytes | None = None
    unique: bool = False
    """Whether no other resource of the type may have this name, anywhere."""
    children: "Sequence[Child]" = ()
    """Resources that this one's body carries along, stored in the same unit."""
    requires: Sequence[str] = ()
    """Keys of resources that must still be there when the unit is written."""


@dataclass(frozen=True, slots=True)
class Child:
    """A child resource, by its type and name below the one that brings it along."""

    type: ResourceType
    name: str
    settled: Settled


@dataclass(frozen=True, slots=True)
class View:
    """How a stored resource is looked at."""

    api_version: str
    find: Find
    written: bool = False
    """Whether this answers a PUT or PATCH."""
    created: bool = False
    """Whether this answers the PUT that made it."""
    listed: bool = False
    """Whether this is an item of a list."""
    apart: frozenset[str] = frozenset()
    """Of a dry run the keys of what the same deployment puts by itself: it says the last word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The members of an answer that are not simply the stored ones."""

    properties: JsonObject
    identity: JsonObject | None = None
    location: str | None = None
    members: JsonObject = field(default_factory=dict)
    """Other members of the envelope than the stored ones (``name``, ``type``); ``None`` is said."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the control plane answers: rendered by the wire, or read by a deployment."""

    status: int
    document: Any = None
    """JSON; ``bytes`` are sent as they are."""
    headers: Sequence[tuple[str, str]] = ()
    etag: str = ""
    content_type: str = ""
    """Of a document of bytes, or where it is not its namespace's."""
    changes: Sequence[Resource] = ()
    """Resources that an action changed, with the etags that were read: the pipeline stores them."""
    etags: Mapping[str, str] = field(default_factory=dict)
    """By key the etags that changes get, where whoever made them had to know; else new ones."""
    abandoned: Callable[[], None] | None = None
    """Called when the changes could not be stored: what was prepared beside them is undone."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a virtual resource, a collection or an action stands at; ids are canonical."""

    type: ResourceType
    scope: str
    """The id of what it lives in: a group, a subscription; empty for the tenant."""
    names: tuple[str, ...]
    id: str
    """The resource itself; of a collection, the resource (or scope) that contains it."""
    api_version: str
    options: Mapping[str, str] = field(default_factory=dict)
    """The query's other parameters (``$filter``), names in lower case."""

    @property
    def name(self) -> str:
        return self.names[-1] if self.names else ""


class Provider(Protocol):
    """One resource type of the catalogue."""

    @property
    def type(self) -> ResourceType: ...


@runtime_checkable
class Stores(Provider, Protocol):
    """Resources that the pipeline keeps in its records."""

    async def put(self, desired: Desired, current: Resource | None, turn: Turn) -> Settled:
        """Make it so. Raises a NameplateError when the properties cannot be."""
        ...

    async def delete(self, current: Resource, turn: Turn) -> None:
        """Undo what ``put`` did in the rooms; the record is the pipeline's to remove."""
        ...


@runtime_checkable
class Shows(Provider, Protocol):
    """Answers that hold more than what is stored: live values of a room."""

    async def show(self, resource: Resource, view: View) -> Shown: ...


@runtime_checkable
class Filters(Provider, Protocol):
    """Lists of stored resources that take ``$filter``."""

    def filter(self, text: str) -> Callable[[Resource], bool]:
        """What the text lets through. Raises BadRequest for one that is not understood."""
        ...


@runtime_checkable
class Links(Provider, Protocol):
    """PUTs that use other resources: the caller needs a right on those too."""

    def linked(self, desired: Desired) -> Sequence[tuple[str, str]]:
        """Pairs of the action and the resource id that it is needed on."""
        ...


@runtime_checkable
class Finds(Provider, Protocol):
    """Resources that live in a room, not in the records: read one."""

    async def find(self, target: Target, turn: Turn) -> "JsonObject | Answer | None":
        """Its document (or a whole answer); ``None`` when it is not there."""
        ...


@runtime_checkable
class Lists(Provider, Protocol):
    """The same: read all of a collection, in any order."""

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]: ...


@runtime_checkable
class Walks(Provider, Protocol):
    """Lists that are read only as far as a page goes."""

    def walk(self, target: Target, turn: Turn, after: str) -> AsyncGenerator[JsonObject, None]:
        """Items in the order of their lower-case ids, those behind ``after``."""
        ...


@runtime_checkable
class Applies(Provider, Protocol):
    """The same: PUT one."""

    async def apply(self, target: Target, body: JsonObject, turn: Turn) -> Answer: ...


@runtime_checkable
class Amends(Provider, Protocol):
    """The same: PATCH one."""

    async def amend(self, target: Target, body: JsonObject, turn: Turn) -> Answer: ...


@runtime_checkable
class Removes(Provider, Protocol):
    """The same: DELETE one. ``False`` when it was not there; an answer where 200 has a body."""

    async def remove(self, target: Target, turn: Turn) -> bool | Answer: ...


@runtime_checkable
class Reaches(Provider, Protocol):
    """Writes and removals that count at other scopes too: the caller needs the right there."""

    async def reaches(self, target: Target, body: JsonObject) -> Sequence[str]:
        """Those scopes; ``body`` is empty for a removal."""
        ...


@runtime_checkable
class Needs(Provider, Protocol):
    """Writes and removals that take other rights beside the type's own."""

    async def needs(self, target: Target, body: JsonObject) -> Sequence[tuple[str, str]]:
        """Pairs of the action and the scope that it is needed at; ``body`` as in ``reaches``."""
        ...


@runtime_checkable
class Protects(Provider, Protocol):
    """Types with properties whose values nobody should see, whether they are there or not yet."""

    def protected(self, name: str) -> Sequence[str]:
        """Dotted paths in ``properties`` of a resource with this name; ``*`` is all of them."""
        ...


@runtime_checkable
class Hides(Provider, Protocol):
    """Stored resources with properties that no answer shows: app settings, connection strings."""

    async def hidden(self, resource: Resource, view: View) -> JsonObject:
        """Those properties, to be compared and never shown: leaves are ``SecretValue``."""
        ...


@runtime_checkable
class Exports(Provider, Protocol):
    """Stored resources of which a template would say more, or less, than what is stored."""

    async def exported(self, resource: Resource, view: View) -> JsonObject | None:
        """The properties that a body needs to make it again; ``None``: it comes by itself."""
        ...


@runtime_checkable
class Foresees(Provider, Protocol):
    """Stored resources of which a room keeps a part: ``show`` would tell that as it was before."""

    async def foresee(self, desired: Desired, resource: Resource, view: View) -> Shown:
        """What ``show`` will say once a PUT is committed; what is not known yet is left out."""
        ...


@runtime_checkable
class Foretells(Provider, Protocol):
    """Resources of a room whose answers do not tell what a PUT changes: write-only values."""

    async def foretell(
        self, target: Target, body: JsonObject, turn: Turn
    ) -> tuple[JsonObject | None, JsonObject]:
        """Its document before and after; leaves that may not be seen are ``SecretValue``."""
        ...


@dataclass(frozen=True, slots=True)
class Action:
    """A POST below a resource (``/purge``, ``/list``) or on a type (``/checkNameAvailability``)."""

    name: str
    verb: str = ""
    """What the caller needs, after the type: ``list/action`` unless said otherwise."""
    writes: bool = False
    """Whether it changes anything: then it leaves a record in the trail."""
    of_collection: bool = False
    """Whether it stands below a collection, where a name would be."""


@runtime_checkable
class ActsElsewhere(Provider, Protocol):
    """Actions that change more than what they are posted to: the caller needs the right there."""

    def elsewhere(self, action: str, target: Target, body: JsonObject) -> Sequence[str]:
        """The ids of those resources."""
        ...


@runtime_checkable
class Acts(Provider, Protocol):
    """POST actions. An action named ``""`` is a POST on the type itself."""

    @property
    def actions(self) -> Sequence[Action]: ...

    async def act(self, action: str, target: Target, body: JsonObject, turn: Turn) -> Answer: ...

"""What is stored of a resource, and the protocol of its store.

The envelope is Azure Resource Manager's common one (resource provider contract, "resource API
reference"). Identities are not here: who holds which identity is the directory's to say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from nameplate.core.errors import Conflict
from nameplate.core.work import UnitOfWork


class ResourceChanged(Conflict):
    """What a unit of work rested on changed before its commit: begin again from the start.

    Raised inside a store's write. The pipeline repeats the request a few times; a client sees it
    only when that does not help.
    """

    def __init__(self, key: str) -> None:
        super().__init__(
            "Conflict", f"The resource '{key}' was changed by another operation. Try again."
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """Who created or changed a resource: the two halves of ``systemData``'s ``createdBy``."""

    name: str
    """A user's principal name, an application's client id."""
    type: str
    """``User``, ``Application`` or ``ManagedIdentity``."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource as it was last accepted."""

    id: str
    """In canonical casing; names as they were first given."""
    type: str
    """``Microsoft.Web/sites/config``, in the catalogue's casing."""
    name: str
    """The last name of the id."""
    location: str | None
    kind: str | None
    tags: Mapping[str, str] | None
    sku: Mapping[str, Any] | None
    properties: Mapping[str, Any]
    envelope: Mapping[str, Any] = field(default_factory=dict)
    """Other top-level members, kept as they were given (``zones``, ``plan``, ``managedBy``)."""
    protected: bytes | None = None
    """Properties that must not be read on disk (app settings): sealed JSON, opaque to the store."""
    etag: str = ""
    created: float = 0.0
    changed: float = 0.0
    created_by: Actor = Actor("", "")
    changed_by: Actor = Actor("", "")

    @property
    def key(self) -> str:
        """The id in lower case: what it is stored and found under."""
        return self.id.lower()


@dataclass(frozen=True, slots=True)
class Selection:
    """Which resources a list wants, ordered by key: one page of them."""

    scope: str
    """A key; what is selected has a key that begins with it and a slash. Empty: everything."""
    type: str | None = None
    """Only this type (in any casing)."""
    name_part: str = ""
    """Only names that have this in them, in any case."""
    top_level: bool = False
    """Only types of the form ``Namespace/type``, without resource groups: ARM's generic list."""
    after: str = ""
    """Only keys greater than this one."""
    limit: int = 1000


class ResourceRecords(Protocol):
    """The store of resources. Every write runs in the unit's transaction and checks there."""

    async def find(self, key: str) -> Resource | None:
        """The resource with a key (a lower-case id)."""
        ...

    async def find_all(self, keys: Sequence[str]) -> Sequence[Resource]:
        """Those of up to a thousand keys that there are, in any order: one look, not one each."""
        ...

    async def find_named(self, type: str, name: str) -> Resource | None:  # noqa: A002 - ARM's word
        """Any resource of a type with a name, both compared without regard to case."""
        ...

    async def list(self, selection: Selection) -> list[Resource]:
        """A page of resources, ordered by key."""
        ...

    async def etags(self, selection: Selection) -> Sequence[tuple[str, str]]:
        """The keys and etags of that page: what tells whether resources have to be read again."""
        ...

    def save(self, work: UnitOfWork, resource: Resource, *, expected_etag: str | None) -> None:
        """Insert (``expected_etag`` is ``None``) or replace what has that etag.

        Raises ResourceChanged at commit when a row is there that should not be, or is not there,
        or has another etag.
        """
        ...

    def delete(self, work: UnitOfWork, key: str, *, expected_etag: str) -> None:
        """Remove one. Raises ResourceChanged at commit when it is gone or has another etag."""
        ...

    def require(self, work: UnitOfWork, key: str) -> None:
        """Raise ResourceChanged at commit when there is no resource with this key."""
        ...

    def require_empty(self, work: UnitOfWork, scope: str) -> None:
        """Raise ResourceChanged at commit when a key begins with ``scope`` and a slash."""
        ...

    def require_unique(self, work: UnitOfWork, resource: Resource) -> None:
        """Raise ResourceChanged at commit when another key has this type and name."""
        ...

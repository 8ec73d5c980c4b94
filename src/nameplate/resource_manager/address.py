"""What a path of the control plane points at: a resource, a collection, or an action.

Follows the resource provider contract's URI forms (``{scope}/providers/{namespace}/{type}/{name}``)
and ARM's short forms (``/subscriptions/S/resourcegroups/G``), which are types of
``Microsoft.Resources`` like any other. Literals match in any case.
"""

from dataclasses import dataclass
from typing import Final

from nameplate.resource_manager.refusals import invalid_path

RESOURCES: Final = "Microsoft.Resources"
_REGISTRATION: Final = ("register", "unregister")
_DEPLOYMENTS: Final = "deployments"
_LONGEST: Final = 2000
_SHORT: Final = frozenset(("subscriptions", "resourceGroups"))
"""Types whose ids are ARM's short forms: no ``/providers/`` in them."""


@dataclass(frozen=True, slots=True)
class Address:
    """A path, taken apart; spelled as it came.

    ``names`` is as long as ``types`` for a resource, one shorter for a collection or an action.
    """

    scope: str
    """What the resource lives in or extends: a subscription, a group, a resource; empty: tenant."""
    namespace: str
    types: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def type_key(self) -> str:
        """``microsoft.web/sites/config``: what the catalogue is asked for."""
        return "/".join((self.namespace, *self.types)).lower()

    @property
    def is_item(self) -> bool:
        return len(self.types) == len(self.names)

    @property
    def name(self) -> str:
        """The last name that was given."""
        return self.names[-1] if self.names else ""

    @property
    def subscription_id(self) -> str | None:
        if self.type_key == "microsoft.resources/subscriptions":
            return self.name or None
        return _after(self.scope, "subscriptions")

    @property
    def resource_group(self) -> str | None:
        """The group that the path names, be it the resource itself or what contains it."""
        if self.namespace == RESOURCES and self.types[0] == "resourceGroups" and self.names:
            return self.names[0]
        return _after(self.scope, "resourcegroups")

    @property
    def text(self) -> str:
        """The path of the resource; of a collection, of what contains it. The rest is cut off."""
        if not self.names:
            return self.scope or "/"
        pairs = zip(self.types, self.names, strict=False)
        below = "".join(f"/{kind}/{name}" for kind, name in pairs)
        if self.namespace == RESOURCES and self.types[0] in _SHORT:
            return f"{self.scope}{below}"
        return f"{self.scope}/providers/{self.namespace}{below}"

    @property
    def owner(self) -> "Address":
        """Of an action or a child collection: the resource that it belongs to."""
        return Address(self.scope, self.namespace, self.types[:-1], self.names)

    @property
    def parent(self) -> "Address":
        """Of a child resource: the resource that contains it."""
        return Address(self.scope, self.namespace, self.types[:-1], self.names[:-1])


def parse(path: str) -> Address:
    """Read a decoded path. Raises NotFound when it can point at nothing."""
    parts = [part for part in path.split("/") if part]
    if not parts or len(path) > _LONGEST or any(not part.isprintable() for part in parts):
        raise invalid_path(path)
    last = max((i for i, part in enumerate(parts) if part.lower() == "providers"), default=-1)
    tail = parts[last + 1 :]
    if last >= 0 and len(tail) > 1:
        scope = "".join(f"/{part}" for part in parts[:last])
        if len(tail) == 2 and tail[1].lower() in _REGISTRATION:
            return Address(scope, RESOURCES, ("providers", tail[1]), (tail[0],))
        return Address(scope, tail[0], tuple(tail[1::2]), tuple(tail[2::2]))
    return _short(path, parts)


def _short(path: str, parts: list[str]) -> Address:
    """ARM's own forms, without ``/providers/``."""
    head, rest = parts[0].lower(), parts[1:]
    if head == "subscriptions":
        return _in_subscription(path, rest)
    if head in ("tenants", "providers") and len(rest) <= 1:
        return Address("", RESOURCES, (head,), tuple(rest))
    raise invalid_path(path)


def _in_subscription(path: str, rest: list[str]) -> Address:
    if len(rest) <= 1:
        return Address("", RESOURCES, ("subscriptions",), tuple(rest))
    scope, kind, below = f"/subscriptions/{rest[0]}", rest[1], rest[2:]
    if kind.lower() == "resourcegroups":
        return _in_group(path, scope, below)
    if len(below) <= 1:
        return Address(scope, RESOURCES, (kind,), tuple(below))
    raise invalid_path(path)


def _in_group(path: str, scope: str, below: list[str]) -> Address:
    if len(below) <= 1:
        return Address(scope, RESOURCES, ("resourceGroups",), tuple(below))
    if len(below) == 2 and below[1].lower() in ("resources", "providers"):
        return Address(f"{scope}/resourceGroups/{below[0]}", RESOURCES, (below[1],), ())
    if below[1].lower() == _DEPLOYMENTS:
        # The first releases of deployments had no `/providers/`; az lists operations so still.
        return Address(
            f"{scope}/resourceGroups/{below[0]}", RESOURCES, tuple(below[1::2]), tuple(below[2::2])
        )
    if len(below) == 2:
        return Address(scope, RESOURCES, ("resourceGroups", below[1]), (below[0],))
    raise invalid_path(path)


def _after(scope: str, literal: str) -> str | None:
    """The segment that follows a literal at its place at the head of a scope."""
    parts = scope.split("/")
    at = {"subscriptions": 1, "resourcegroups": 3}[literal]
    if len(parts) > at + 1 and parts[at].lower() == literal:
        return parts[at + 1]
    return None

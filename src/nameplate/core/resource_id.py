"""ARM resource ids: parsed once, compared without regard to case, printed as they were given."""

from dataclasses import dataclass
from functools import lru_cache

from nameplate.core.errors import BadRequest


@dataclass(frozen=True, slots=True)
class ResourceId:
    """``/subscriptions/S[/resourceGroups/G[/providers/NS/TYPE/NAME[/TYPE/NAME...]]]``.

    Also ids without a subscription (tenant scope) and extension resources, whose ``parent`` is the
    resource that they extend. Equality of two ids is equality of their ``key``.
    """

    text: str
    subscription_id: str | None
    resource_group: str | None
    namespace: str | None
    types: tuple[str, ...]
    names: tuple[str, ...]
    scope: str
    """What stands before the last ``/providers/``; empty at tenant scope."""

    @property
    def key(self) -> str:
        """The id in lower case: the form to compare and to store under."""
        return self.text.lower()

    @property
    def type(self) -> str:
        """``Microsoft.Web/sites/slots``; also for groups and subscriptions."""
        if self.namespace is not None:
            return "/".join((self.namespace, *self.types))
        if self.resource_group is not None:
            return "Microsoft.Resources/resourceGroups"
        return "Microsoft.Resources/subscriptions"

    @property
    def name(self) -> str:
        """The last name: a vault's, an app's, a group's."""
        if self.names:
            return self.names[-1]
        return self.resource_group or self.subscription_id or ""

    @property
    def parent(self) -> str:
        """The id of what contains it: the parent resource, else the scope."""
        if len(self.names) > 1:
            return self.text.rsplit("/", 2)[0]
        if self.namespace is not None:
            return self.scope
        return self.text.rsplit("/", 2)[0]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def parse(cls, text: str) -> "ResourceId":
        """Read an id. Raises BadRequest ``LinkedInvalidPropertyId`` naming what is wrong."""
        return _parse(text)


def _invalid(text: str) -> BadRequest:
    return BadRequest(
        "LinkedInvalidPropertyId",
        f"Property id '{text[:300]}' is invalid. Expect fully qualified resource Id that start "
        "with '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.",
    )


@lru_cache(maxsize=4096)
def _parse(text: str) -> ResourceId:
    parts = text.split("/")
    if len(parts) < 3 or parts[0] or not all(parts[1:]) or len(text) > 2000:
        raise _invalid(text)
    parts = parts[1:]
    subscription: str | None = None
    group: str | None = None
    rest = parts
    if rest[0].lower() == "subscriptions":
        subscription, rest = rest[1], rest[2:]
        if rest and rest[0].lower() == "resourcegroups" and len(rest) > 1:
            group, rest = rest[1], rest[2:]
    if not rest:
        return ResourceId(text, subscription, group, None, (), (), "")
    last = max((i for i, part in enumerate(rest) if part.lower() == "providers"), default=-1)
    if last < 0 or rest[0].lower() != "providers":
        raise _invalid(text)
    tail = rest[last + 1 :]
    if len(tail) < 3 or len(tail) % 2 == 0:
        raise _invalid(text)
    scope = "".join(f"/{part}" for part in parts[: len(parts) - len(tail) - 1])
    return ResourceId(
        text, subscription, group, tail[0], tuple(tail[1::2]), tuple(tail[2::2]), scope
    )

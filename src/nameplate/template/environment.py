"""What an installation knows and a template may ask: where it is deployed, by whom, and when."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol
from uuid import uuid4


class Level(Enum):
    """What a template is deployed to, in the words of Azure's messages."""

    GROUP = "resource group"
    SUBSCRIPTION = "subscription"
    MANAGEMENT_GROUP = "management group"
    TENANT = "tenant"


class Providers(Protocol):
    """The catalogue behind ``providers()``."""

    def find(self, namespace: str, resource_type: str | None) -> Mapping[str, Any] | None:
        """What ARM's ``/providers`` says of a namespace or of one of its types."""
        ...


class Zones(Protocol):
    """The availability zones of a location."""

    def of(self, namespace: str, resource_type: str, location: str) -> Sequence[str]:
        """The zones that a resource type offers; empty where there are none."""
        ...

    def physical(self, subscription_id: str, location: str, logical: str) -> str | None:
        """The physical zone behind a subscription's logical one."""
        ...

    def logical(self, subscription_id: str, location: str, physical: str) -> str | None:
        """The other way."""
        ...


def random_guid() -> str:
    """The default source of ``newGuid()``."""
    return str(uuid4())


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """One deployment's surroundings; documents are as the functions of their name return them."""

    level: Level
    subscription: Mapping[str, Any] | None = None
    """``id``, ``subscriptionId``, ``tenantId``, ``displayName``."""
    resource_group: Mapping[str, Any] | None = None
    """``id``, ``name``, ``location``, ``tags``, ``properties``..."""
    management_group: Mapping[str, Any] | None = None
    tenant: Mapping[str, Any] | None = None
    deployment: Mapping[str, Any] = field(default_factory=dict)
    """``name``, ``location`` above a group, ``properties`` with ``template``, ``mode``..."""
    deployer: Mapping[str, Any] = field(default_factory=dict)
    """``objectId``, ``tenantId``, ``userPrincipalName``."""
    cloud: Mapping[str, Any] = field(default_factory=dict)
    """What ``environment()`` returns: endpoints and suffixes."""
    now: float = 0.0
    """The deployment's time: ``utcNow()`` is the same wherever it stands."""
    new_guid: Callable[[], str] = random_guid
    providers: Providers | None = None
    zones: Zones | None = None

    @property
    def scope(self) -> str:
        """The id of what is deployed to; empty for the tenant."""
        document = {
            Level.GROUP: self.resource_group,
            Level.SUBSCRIPTION: self.subscription,
            Level.MANAGEMENT_GROUP: self.management_group,
            Level.TENANT: None,
        }[self.level]
        return "" if document is None else str(document["id"])

    @property
    def subscription_id(self) -> str:
        """The subscription's GUID; empty above subscriptions."""
        return "" if self.subscription is None else str(self.subscription["subscriptionId"])

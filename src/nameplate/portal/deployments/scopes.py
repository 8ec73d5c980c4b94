"""Where deployments stand: a resource group, or the subscription."""

import shlex
from dataclasses import dataclass
from typing import Final

from nameplate.portal.failures import NoSuchPage
from nameplate.portal.visit import Visit

VERSION: Final = "2022-09-01"
DEPLOYMENTS: Final = "Microsoft.Resources/deployments"
SUBSCRIPTION: Final = "~"
"""How a path names the subscription: no group can be called that."""
_GROUPS: Final = "2021-04-01"
_NOT_IN_NAMES: Final = frozenset("/?#%~")


@dataclass(frozen=True, slots=True)
class Scope:
    """A place for deployments."""

    key: str
    id: str
    label: str

    @property
    def deployments(self) -> str:
        return f"{self.id}/providers/{DEPLOYMENTS}"

    def command(self, verb: str) -> str:
        """A command about deployments here, up to its options."""
        if self.is_subscription:
            return f"nameplate deployment sub {verb}"
        return f"nameplate deployment group {verb} -g {shlex.quote(self.key)}"

    @property
    def is_subscription(self) -> bool:
        return self.key == SUBSCRIPTION


def scope_of(visit: Visit, key: str) -> Scope:
    """The scope that a path names. Raises NoSuchPage for what can be no name."""
    subscription = visit.place.subscription
    if key == SUBSCRIPTION:
        return Scope(key, subscription, "the subscription")
    if not key or _NOT_IN_NAMES & set(key) or not key.isprintable():
        raise NoSuchPage
    return Scope(key, f"{subscription}/resourceGroups/{key}", key)


def deployment_id(scope: Scope, name: str) -> str:
    """A deployment's ARM id. Raises NoSuchPage for what can be no name."""
    if not name or _NOT_IN_NAMES & set(name) or not name.isprintable():
        raise NoSuchPage
    return f"{scope.deployments}/{name}"


async def choices(visit: Visit) -> list[tuple[str, str]]:
    """Scopes to choose from: groups by name, then the subscription."""
    path = f"{visit.place.subscription}/resourcegroups"
    page = await visit.arm.page(path, _GROUPS, size=200)
    names = sorted((str(each["name"]) for each in page.items), key=str.casefold)
    return [*((name, name) for name in names), (SUBSCRIPTION, "the subscription")]

"""A fake installation for templates: its environment, and resources that answer."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from nameplate.core.secret_value import SecretValue
from nameplate.template.document.parameters import KeyVaultReference
from nameplate.template.environment import Environment, Level
from nameplate.template.references import Wanted

SUBSCRIPTION: Final = "87d64d6d-6d17-4ad7-b507-16d9bc498781"
TENANT: Final = "5b0d2f6e-9a51-4c0b-8f3e-6a1c1d2e3f40"
GROUP: Final = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/testRg"
MANAGEMENT_GROUP: Final = "/providers/Microsoft.Management/managementGroups/mg1"
GUID: Final = "11111111-2222-3333-4444-555555555555"


class FakeZones:
    """Three zones in every location but ``nowhere``; physical ones count down."""

    def of(self, namespace: str, resource_type: str, location: str) -> Sequence[str]:
        return () if location == "nowhere" else ("1", "2", "3")

    def physical(self, subscription_id: str, location: str, logical: str) -> str | None:
        return f"{location}-az{4 - int(logical)}" if logical in "123" else None

    def logical(self, subscription_id: str, location: str, physical: str) -> str | None:
        return str(4 - int(physical[-1])) if physical.startswith(f"{location}-az") else None


class FakeProviders:
    """A catalogue with one namespace of one type."""

    def find(self, namespace: str, resource_type: str | None) -> Mapping[str, Any] | None:
        known = {
            "resourceType": "sites",
            "locations": ["West Europe"],
            "apiVersions": ["2023-01-01"],
        }
        if namespace.lower() != "microsoft.web":
            return None
        if resource_type is None:
            return {"namespace": "Microsoft.Web", "resourceTypes": [known]}
        return known if resource_type.lower() == "sites" else None


def environment(level: Level = Level.GROUP, **more: Any) -> Environment:
    """Where a test's template is deployed."""
    below = level in (Level.GROUP, Level.SUBSCRIPTION)
    known: dict[str, Any] = {
        "level": level,
        "subscription": {
            "id": f"/subscriptions/{SUBSCRIPTION}",
            "subscriptionId": SUBSCRIPTION,
            "tenantId": TENANT,
            "displayName": "Test",
        }
        if below
        else None,
        "resource_group": {
            "id": GROUP,
            "name": "testRg",
            "location": "westeurope",
            "tags": {"a": "b"},
        }
        if level is Level.GROUP
        else None,
        "management_group": {"id": MANAGEMENT_GROUP, "name": "mg1"},
        "tenant": {"tenantId": TENANT},
        "deployment": {"name": "d1", "properties": {"mode": "Incremental"}},
        "deployer": {"objectId": GUID, "tenantId": TENANT},
        "cloud": {"name": "Test", "suffixes": {"storage": "storage.test"}},
        "now": 1_700_000_000.0,
        "new_guid": lambda: GUID,
        "providers": FakeProviders(),
        "zones": FakeZones(),
    }
    return Environment(**(known | more))


class FakeResources:
    """Resources that answer ``reference`` and ``list*``: by id, in lower case."""

    def __init__(self, answers: Mapping[str, Any] | None = None) -> None:
        self._answers = {name.lower(): answer for name, answer in (answers or {}).items()}
        self.asked: list[Wanted] = []

    def find(self, wanted: Wanted) -> Any:
        """Synchronously, as ``References``."""
        self.asked.append(wanted)
        return self._answers[wanted.resource_id.lower()]

    async def fetch(self, wanted: Wanted) -> Any:
        """Asynchronously, as ``settle`` wants it."""
        return self.find(wanted)


class FakeVaultSecrets:
    """Every secret of every vault: its own name is its value."""

    def find(self, reference: KeyVaultReference) -> SecretValue:
        return SecretValue(f"secret-{reference.secret_name}")

"""What templates ask of the catalogue and of regions: ``providers()``, ``pickZones()``...

Every region that has availability zones in Azure has three here; a logical zone is the physical one
of its number, because one installation has one subscription.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nameplate.resource_manager.catalogue import Catalogue
from nameplate.resource_manager.locations import DISPLAY_NAMES, normal
from nameplate.resource_manager.resource_type import ResourceType

_ZONES: Final = ("1", "2", "3")
_ZONED: Final = frozenset(
    (
        *("westeurope", "northeurope", "eastus", "eastus2", "centralus", "southcentralus"),
        *("westus2", "westus3", "canadacentral", "mexicocentral", "brazilsouth", "uksouth"),
        *("francecentral", "germanywestcentral", "switzerlandnorth", "norwayeast"),
        *("swedencentral", "polandcentral", "italynorth", "spaincentral", "israelcentral"),
        *("qatarcentral", "uaenorth", "southafricanorth", "australiaeast", "newzealandnorth"),
        *("eastasia", "southeastasia", "japaneast", "japanwest", "koreacentral"),
        *("indonesiacentral", "malaysiawest", "centralindia"),
    )
)


@dataclass(frozen=True, slots=True)
class CatalogueProviders:
    """The catalogue as ``providers()`` sees it."""

    catalogue: Catalogue

    def find(self, namespace: str, resource_type: str | None) -> Mapping[str, Any] | None:
        """A namespace with its types, or one of them; ``None`` for what is not served."""
        kinds = [each.type for each in self.catalogue.of_namespace(namespace)]
        if not kinds:
            return None
        described = [_described(kind) for kind in kinds]
        if resource_type is None:
            return {"namespace": kinds[0].namespace, "resourceTypes": described}
        wanted = resource_type.lower()
        return next((each for each in described if each["resourceType"].lower() == wanted), None)


class RegionZones:
    """Availability zones by region, the same for every type (``template``'s ``Zones``)."""

    def of(
        self,
        namespace: str,  # noqa: ARG002 - the protocol's
        resource_type: str,  # noqa: ARG002 - the protocol's
        location: str,
    ) -> Sequence[str]:
        """The logical zones of a region."""
        return _ZONES if normal(location) in _ZONED else ()

    def physical(
        self,
        subscription_id: str,  # noqa: ARG002 - the protocol's
        location: str,
        logical: str,
    ) -> str | None:
        """``westeurope-az1`` for ``1``."""
        region = normal(location)
        return f"{region}-az{logical}" if region in _ZONED and logical in _ZONES else None

    def logical(
        self,
        subscription_id: str,  # noqa: ARG002 - the protocol's
        location: str,
        physical: str,
    ) -> str | None:
        """The other way."""
        region, _, zone = physical.partition("-az")
        known = region == normal(location) and region in _ZONED and zone in _ZONES
        return zone if known else None


def _described(kind: ResourceType) -> dict[str, Any]:
    return {
        "resourceType": "/".join(kind.types),
        "locations": list(DISPLAY_NAMES.values()) if kind.tracked else [],
        "apiVersions": list(kind.api_versions),
    }

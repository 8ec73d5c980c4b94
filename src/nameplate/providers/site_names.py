"""What a site or a slot is called: in host names, in ``properties.name``, as an identity.

Slots are those of "Set up staging environments in App Service"; their spellings are recorded.
"""

from dataclasses import dataclass

from nameplate.core.cloud import Cloud
from nameplate.core.resource_id import ResourceId


@dataclass(frozen=True, slots=True)
class SiteName:
    """A site, or one of its slots."""

    site: str
    slot: str | None = None

    @property
    def label(self) -> str:
        """The first label of its host name: ``web1-staging``."""
        return self.site if self.slot is None else f"{self.site}-{self.slot}"

    @property
    def displayed(self) -> str:
        """``properties.name``: ``web1(staging)``."""
        return self.site if self.slot is None else f"{self.site}({self.slot})"

    @property
    def identity(self) -> str:
        """What the directory calls its identity: ``web1/slots/staging``."""
        return self.site if self.slot is None else f"{self.site}/slots/{self.slot}"

    @property
    def publisher(self) -> str:
        """Who publishes to it: ``$web1__staging``."""
        return f"${self.site}" if self.slot is None else f"${self.site}__{self.slot}"

    def hosts(self, cloud: Cloud) -> tuple[str, str]:
        """Its host name, and that of its deployment service."""
        main = cloud.site_host(self.label)
        label, _, suffix = main.partition(".")
        return main, f"{label}.scm.{suffix}"


def site_name(resource_id: str) -> SiteName:
    """The name of the site or slot with an id, or of the one that a child's id is below."""
    found = ResourceId.parse(resource_id)
    is_slot = len(found.types) > 1 and found.types[1].lower() == "slots"
    return SiteName(found.names[0], found.names[1] if is_slot else None)


def site_id(resource_id: str) -> str:
    """The id of the site or slot that a child's id is below."""
    return resource_id.rsplit("/", 2)[0]

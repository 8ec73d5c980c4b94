"""Which tenant a path names: by id or domain in any case, ``common`` or ``organizations``."""

from dataclasses import dataclass
from typing import Final

from nameplate.authority.refusals import unknown_tenant
from nameplate.directory.directory import Directory
from nameplate.directory.records import Tenant

SHARED: Final = frozenset(("common", "organizations"))
"""Names under which every tenant's users may sign in."""


@dataclass(frozen=True, slots=True)
class NamedTenant:
    """The tenant, and how the answers to this request spell it."""

    tenant: Tenant
    name: str
    """The tenant's id, or ``common`` or ``organizations``."""

    @property
    def tenant_id(self) -> str:
        return self.tenant.tenant_id

    @property
    def shared(self) -> bool:
        """Whether the path leaves open which tenant is meant."""
        return self.name in SHARED


class Tenants:
    """Finds the tenant of a path's first segment."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def find(self, segment: str, *, error: str = "invalid_tenant") -> NamedTenant:
        """The tenant that a segment names. Raises AADSTS90002 with OAuth's ``error``."""
        tenant = await self._directory.tenant()
        name = segment.lower()
        if name in SHARED:
            return NamedTenant(tenant, name)
        if name in (tenant.tenant_id.lower(), tenant.default_domain.lower()):
            return NamedTenant(tenant, tenant.tenant_id)
        raise unknown_tenant(segment, error=error)

"""A small installation behind the identity endpoint: two sites, three identities, one app."""

from dataclasses import dataclass, field, replace
from typing import Any

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.core.epoch import FixedEpoch
from nameplate.crypto.hashing import KeyedHash
from nameplate.directory.directory import Directory
from nameplate.directory.records import IdentityAssignment, ServicePrincipal, Tenant
from nameplate.edge.door import Door
from nameplate.edge.hosts import HostTable
from nameplate.managed_identity.endpoint import IdentityEndpoint
from nameplate.managed_identity.expires_on import ExpiresOnFormat
from nameplate.tokens.issuer import Issuer
from nameplate.tokens.key_ring import KeyRing
from tests.fakes.asgi import Answer, ask, scope
from tests.fakes.clock import FakeClock
from tests.fakes.directory_records import FakeDirectoryRecords
from tests.fakes.key_ring import key_ring, ready_records
from tests.fakes.keys import master_key
from tests.fakes.trail import FakeTrail
from tests.fakes.units import FakeUnitOfWork, FakeUnits

TENANT = Tenant("7f58e1d4-9f2c-4b06-8f0e-2f8c6a0f3a11", "Contoso", "contoso.test")
GROUP = "/subscriptions/0f6c7b6e-0000-4000-8000-6a0f3a110001/resourceGroups/local/providers"
SITE = f"{GROUP}/Microsoft.Web/sites/web1"
PLAIN_SITE = f"{GROUP}/Microsoft.Web/sites/plain"
SHARED = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/shared"
OTHER = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/other"
VAULT = AZURE_PUBLIC.vault_audience


@dataclass(slots=True)
class Installation:
    """What a test may look at and change."""

    clock: FakeClock
    epoch: FixedEpoch
    units: FakeUnits
    directory: Directory
    keys: KeyRing
    issuer: Issuer
    trail: FakeTrail
    records: FakeDirectoryRecords
    endpoint: IdentityEndpoint
    system: ServicePrincipal
    shared: ServicePrincipal
    secret: str
    """The header secret of a process of ``SITE``."""
    plain_secret: str
    """That of a process of ``PLAIN_SITE``, which has only the user-assigned identity."""
    headers: dict[str, str] = field(default_factory=dict)

    async def ask(
        self,
        target: str,
        *,
        method: str = "GET",
        host: str = "127.0.0.1:8141",
        body: bytes = b"",
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """One request through the door; ``self.headers`` unless others are given."""
        sent = self.headers if headers is None else headers
        if body:
            sent = {**sent, "content-length": str(len(body))}
        raw = [(name.lower().encode(), value.encode()) for name, value in sent.items()]
        door = Door(HostTable(default=self.endpoint))
        return await ask(door, scope(method, target, host=host, headers=raw), body)

    async def switch(self, principal: ServicePrincipal, *, enabled: bool) -> None:
        """Switch an identity on or off, as an operator does."""
        work = self.units.begin()
        await self.directory.set_enabled(work, principal.object_id, enabled=enabled)
        await work.commit()

    async def require_assignment(self, name: str = "orders") -> ServicePrincipal:
        """Let an application give tokens only to whom it is assigned to."""
        (found,) = await self.directory.service_principals(name)
        work = self.units.begin()
        self.directory.save_service_principal(work, replace(found, assignment_required=True))
        await work.commit()
        return found


async def installation(
    *,
    style: ExpiresOnFormat = ExpiresOnFormat.AUTO,
    imds_resource_id: str | None = SITE,
    **options: Any,
) -> Installation:
    """Build it; ``options`` go to the issuer."""
    clock, epoch, records, trail = FakeClock(), FixedEpoch(), FakeDirectoryRecords(), FakeTrail()
    units = FakeUnits(epoch)
    directory = Directory(records, KeyedHash(master_key(), "headers"), clock, epoch)
    work = units.begin()
    _found(work, directory)
    system = directory.create_managed_identity(work, display_name="web1", resource_id=SITE)
    shared = directory.create_managed_identity(work, display_name="shared", resource_id=SHARED)
    directory.assign(work, IdentityAssignment(SITE, system.object_id, (SHARED.lower(),)))
    directory.assign(work, IdentityAssignment(PLAIN_SITE, None, (SHARED,)))
    _, secret = directory.bind_workload(work, SITE, expires=clock.now() + 600)
    _, plain_secret = directory.bind_workload(work, PLAIN_SITE, expires=None)
    await work.commit()
    keys = key_ring(clock, records=ready_records(clock), epoch=epoch)
    await keys.ensure()
    issuer = Issuer(keys, clock, AZURE_PUBLIC, **options)
    endpoint = IdentityEndpoint(
        directory,
        issuer,
        keys,
        trail,
        clock,
        epoch,
        clouds=(AZURE_PUBLIC,),
        style=style,
        imds_resource_id=imds_resource_id,
    )
    return Installation(
        clock=clock,
        epoch=epoch,
        units=units,
        directory=directory,
        keys=keys,
        issuer=issuer,
        trail=trail,
        records=records,
        endpoint=endpoint,
        system=system,
        shared=shared,
        secret=secret.reveal(),
        plain_secret=plain_secret.reveal(),
        headers={"X-IDENTITY-HEADER": secret.reveal()},
    )


def _found(work: FakeUnitOfWork, directory: Directory) -> None:
    """The tenant, and what the two sites do not have."""
    directory.save_tenant(work, TENANT)
    directory.create_managed_identity(work, display_name="other", resource_id=OTHER)
    directory.create_application(work, "orders", identifier_uris=["api://orders"])

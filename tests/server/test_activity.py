"""What activity asks of the directory."""

from nameplate.core.principal import PrincipalType
from nameplate.crypto.hashing import KeyedHash
from nameplate.directory.directory import Directory
from nameplate.directory.records import IdentityAssignment, Tenant
from nameplate.server.activity import ActivityDirectory
from tests.fakes.clock import FakeClock
from tests.fakes.directory_records import FakeDirectoryRecords
from tests.fakes.keys import master_key
from tests.fakes.units import FakeUnits

GROUP = "/subscriptions/s/resourceGroups/g/providers"
SITE = f"{GROUP}/Microsoft.Web/sites/web1"
SHARED = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/shared"


async def test_an_app_has_its_own_identity_and_those_that_it_was_given() -> None:
    units = FakeUnits()
    keyed_hash = KeyedHash(master_key(), "test")
    directory = Directory(FakeDirectoryRecords(), keyed_hash, FakeClock(), units.epoch)
    work = units.begin()
    directory.save_tenant(work, Tenant("t", "Contoso", "contoso.example"))
    own = directory.create_managed_identity(work, display_name="web1", resource_id=SITE)
    shared = directory.create_managed_identity(work, display_name="shared", resource_id=SHARED)
    person = directory.create_user(work, user_principal_name="ann@c", display_name="Ann")
    gone = f"{SHARED}-gone"
    directory.assign(work, IdentityAssignment(SITE, own.object_id, (SHARED, gone)))
    await work.commit()
    known = ActivityDirectory(directory)

    assert await known.identities_of(SITE.lower()) == (own.object_id, shared.object_id)
    assert await known.identities_of(SHARED) == (shared.object_id,)
    assert await known.identities_of(gone) == ()
    app, ann = await known.principal(own.object_id), await known.principal(person.object_id)
    assert app is not None
    assert ann is not None
    assert (app[0].resource_id, app[0].type, app[1]) == (
        SITE,
        PrincipalType.SERVICE_PRINCIPAL,
        True,
    )
    assert (ann[0].tenant_id, ann[0].type, ann[0].app_id) == ("t", PrincipalType.USER, None)
    assert await known.principal("nobody") is None

"""What concerns principals, credentials and workloads together."""

from nameplate.directory.directory import member_type
from nameplate.directory.records import IdentityAssignment, MemberType
from tests.directory.conftest import World
from tests.fakes.keys import signing_key

SITE = "/subscriptions/s/resourceGroups/Local/providers/Microsoft.Web/sites/Web1"
IDENTITY = (
    "/subscriptions/s/resourceGroups/Local/providers/"
    "Microsoft.ManagedIdentity/userAssignedIdentities/Shared"
)


async def test_deleting_a_service_principal_takes_all_of_it_along(world: World) -> None:
    directory = world.directory
    work = world.begin()
    principal = directory.create_managed_identity(work, display_name="web1", resource_id=SITE)
    kept = directory.create_managed_identity(work, display_name="shared", resource_id=IDENTITY)
    directory.assign(work, IdentityAssignment(SITE, principal.object_id, (IDENTITY.lower(),)))
    _, secret = directory.add_client_secret(work, principal.app_id)
    directory.add_client_certificate(work, principal.app_id, signing_key(0).certificate)
    await work.commit()
    assert await directory.principal(principal.object_id) == principal
    assert await directory.verify_client_secret(principal.app_id, secret.reveal())

    work = world.begin()
    await directory.delete_service_principal(work, principal.object_id)
    await work.commit()

    assert await directory.principal(principal.object_id) is None
    assert await directory.application(principal.app_id) is None
    assert not await directory.verify_client_secret(principal.app_id, secret.reveal())
    assert await directory.certificates_of(principal.app_id) == []
    assert await directory.assignment(SITE) == IdentityAssignment(SITE, None, (IDENTITY.lower(),))
    assert await directory.principal(kept.object_id) == kept


async def test_a_deleted_user_assigned_identity_is_assigned_to_nobody(world: World) -> None:
    directory = world.directory
    work = world.begin()
    shared = directory.create_managed_identity(work, display_name="shared", resource_id=IDENTITY)
    directory.assign(work, IdentityAssignment(SITE, None, (IDENTITY.upper(),)))
    await work.commit()
    work = world.begin()
    await directory.delete_service_principal(work, shared.object_id)
    await work.commit()
    assert await directory.assignment(SITE) is None
    assert await directory.service_principal_of_resource(IDENTITY) is None


async def test_enabling_again_gives_a_new_principal(world: World) -> None:
    directory = world.directory
    work = world.begin()
    first = directory.create_managed_identity(work, display_name="web1", resource_id=SITE)
    await work.commit()
    work = world.begin()
    await directory.delete_service_principal(work, first.object_id)
    second = directory.create_managed_identity(work, display_name="web1", resource_id=SITE)
    await work.commit()
    assert second.object_id != first.object_id
    assert second.app_id != first.app_id
    assert await directory.service_principal_of_resource(SITE) == second


async def test_deleting_what_is_not_there_changes_nothing(world: World) -> None:
    work = world.begin()
    await world.directory.delete_service_principal(work, "nobody")
    await world.directory.delete_user(work, "nobody")
    await work.commit()
    assert await world.directory.service_principals() == []


async def test_deleting_a_user_takes_its_certificates_along(world: World) -> None:
    work = world.begin()
    user = world.directory.create_user(work, user_principal_name="op@x", display_name="op")
    world.directory.add_client_certificate(work, user.object_id, signing_key(0).certificate)
    await work.commit()
    assert await world.directory.user(user.object_id) == user
    work = world.begin()
    await world.directory.delete_user(work, user.object_id)
    await work.commit()
    assert await world.directory.user(user.object_id) is None
    assert await world.directory.certificates_of(user.object_id) == []


async def test_objects_are_of_three_types(world: World) -> None:
    work = world.begin()
    user = world.directory.create_user(work, user_principal_name="a@b", display_name="A")
    _, principal = world.directory.create_application(work, "app")
    group = world.directory.create_group(work, display_name="g", mail_nickname="g")
    await work.commit()
    for found, kind in (
        (user, MemberType.USER),
        (principal, MemberType.SERVICE_PRINCIPAL),
        (group, MemberType.GROUP),
    ):
        assert await world.directory.object(found.object_id) == found
        assert member_type(found) is kind
    assert await world.directory.object("nobody") is None


async def test_a_principal_goes_without_its_application_and_is_in_no_group_any_more(
    world: World,
) -> None:
    work = world.begin()
    application, principal = world.directory.create_application(work, "app")
    group = world.directory.create_group(work, display_name="g", mail_nickname="g")
    await work.commit()
    work = world.begin()
    kind = MemberType.SERVICE_PRINCIPAL
    world.directory.add_member(work, group, member_id=principal.object_id, member_type=kind)
    await work.commit()
    work = world.begin()
    world.directory.delete_instance(work, principal.object_id)
    await work.commit()
    assert await world.directory.application(application.app_id) == application
    assert await world.directory.principal(principal.object_id) is None
    assert await world.directory.members(group.object_id) == []

"""Applications, service principals and users."""

from uuid import NAMESPACE_URL, uuid5

import pytest

from nameplate.core.errors import InternalFailure, NotFound
from nameplate.directory.records import ServicePrincipal, ServicePrincipalType, Tenant, User
from tests.directory.conftest import World

SITE = "/subscriptions/s/resourceGroups/Local/providers/Microsoft.Web/sites/Web1"


async def test_there_is_no_tenant_before_the_first_start(world: World) -> None:
    assert await world.directory.tenant_if_any() is None
    with pytest.raises(InternalFailure):
        await world.directory.tenant()
    work = world.begin()
    tenant = Tenant("t", "Contoso", "contoso.example")
    world.directory.save_tenant(work, tenant)
    await work.commit()
    assert await world.directory.tenant() == tenant


async def test_a_managed_identity_is_an_application_and_a_principal_of_the_app_s_name(
    world: World,
) -> None:
    work = world.begin()
    made = world.directory.create_managed_identity(work, display_name="web1", resource_id=SITE)
    await work.commit()
    assert made.type is ServicePrincipalType.MANAGED_IDENTITY
    application = await world.directory.application(made.app_id.upper())
    assert application is not None
    assert application.display_name == made.display_name == "web1"
    assert len({application.app_id, application.object_id, made.object_id}) == 3
    assert await world.directory.principal(made.object_id) == made
    assert await world.directory.service_principal_of_app(made.app_id.upper()) == made
    assert await world.directory.service_principal_of_resource(SITE.upper()) == made


async def test_nothing_is_there_before_the_commit(world: World) -> None:
    made = world.directory.create_managed_identity(
        world.begin(), display_name="web1", resource_id=SITE
    )
    assert await world.directory.principal(made.object_id) is None


async def test_a_warm_principal_is_memory(world: World) -> None:
    work = world.begin()
    made = world.directory.create_managed_identity(work, display_name="web1", resource_id=SITE)
    await work.commit()
    assert world.directory.principal_cached(made.object_id) is None
    await world.directory.principal(made.object_id)
    reads = world.records.reads
    assert await world.directory.principal(made.object_id) == made
    assert world.directory.principal_cached(made.object_id) == made
    assert world.records.reads == reads


async def test_names_are_searched_without_case(world: World) -> None:
    work = world.begin()
    first, principal = world.directory.create_application(
        work, "Ledger", identifier_uris=["api://ledger"]
    )
    world.directory.create_application(work, "other")
    await work.commit()
    assert first.identifier_uris == ("api://ledger",)
    assert await world.directory.application_of_uri("api://ledger/") == first
    assert await world.directory.application_of_uri("api://other") is None
    assert await world.directory.service_principals("LEDGER") == [principal]
    assert len(await world.directory.service_principals()) == 2
    assert len(await world.directory.applications()) == 2


async def test_registration_and_principal_can_be_made_apart(world: World) -> None:
    work = world.begin()
    application = world.directory.register_application(work, "ledger")
    await work.commit()
    assert await world.directory.service_principal_of_app(application.app_id) is None
    work = world.begin()
    made = world.directory.instantiate_application(work, application)
    await work.commit()
    assert await world.directory.service_principal_of_app(application.app_id) == made


async def test_switching_off_and_on(world: World) -> None:
    work = world.begin()
    made = world.directory.create_managed_identity(work, display_name="web1", resource_id=SITE)
    user = world.directory.create_user(
        work, user_principal_name="op@contoso.example", display_name="op", object_id="ABC"
    )
    await work.commit()
    for object_id in (made.object_id, user.object_id):
        for enabled in (False, True):
            work = world.begin()
            await world.directory.set_enabled(work, object_id, enabled=enabled)
            await work.commit()
            found = await world.directory.principal(object_id)
            assert found is not None
            assert found.enabled is enabled
    with pytest.raises(NotFound):
        await world.directory.set_enabled(world.begin(), "nobody", enabled=True)


async def test_users_and_service_principals_are_told_apart(world: World) -> None:
    work = world.begin()
    made = world.directory.create_managed_identity(work, display_name="web1", resource_id=SITE)
    user = world.directory.create_user(work, user_principal_name="op@x", display_name="op")
    await work.commit()
    assert isinstance(await world.directory.principal(made.object_id), ServicePrincipal)
    assert isinstance(await world.directory.principal(user.object_id), User)
    assert await world.directory.user(made.object_id) is None
    assert await world.directory.service_principal(user.object_id) is None
    assert await world.directory.users() == [user]


async def test_ids_are_made_for_what_they_are_of(world: World) -> None:
    """A test may give the same app the same ids each time."""
    made_for: list[str] = []

    def named(of: str) -> str:
        made_for.append(of)
        return str(uuid5(NAMESPACE_URL, of))

    world.directory.new_id = named
    work = world.begin()
    one = world.directory.create_managed_identity(work, display_name="web1", resource_id=SITE)
    same = world.directory.create_managed_identity(work, display_name="web1", resource_id=SITE)

    assert (one.object_id, one.app_id) == (same.object_id, same.app_id)
    assert len({one.object_id, one.app_id}) == 2
    assert all(SITE in each for each in made_for)

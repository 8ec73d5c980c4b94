"""Which identity a workload means."""

import pytest

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.managed_identity.identities import FoundIdentity, Identities
from nameplate.managed_identity.selectors import Selector, SelectorKind
from tests.fakes.workloads import OTHER, PLAIN_SITE, SHARED, SITE, Installation, installation


async def ready() -> tuple[Installation, Identities]:
    house = await installation()
    return house, Identities(house.directory, (AZURE_PUBLIC,))


async def test_no_selector_means_the_system_assigned_identity() -> None:
    """And there is no falling back to a user-assigned one."""
    house, identities = await ready()

    assert await identities.find(SITE.upper(), None) == FoundIdentity(house.system, None)
    assert await identities.find(PLAIN_SITE, None) is None
    assert await identities.find(OTHER, None) is None


async def test_each_selector_finds_the_user_assigned_identity() -> None:
    """By client id, object id and resource id, in any case; issued on the site."""
    house, identities = await ready()
    for kind, value in (
        (SelectorKind.CLIENT_ID, house.shared.app_id),
        (SelectorKind.OBJECT_ID, house.shared.object_id),
        (SelectorKind.RESOURCE_ID, SHARED.lower()),
    ):
        found = await identities.find(PLAIN_SITE, Selector(kind, value))

        assert found == FoundIdentity(house.shared, PLAIN_SITE)


async def test_the_system_assigned_identity_may_be_selected_too() -> None:
    """By its own ids."""
    house, identities = await ready()

    found = await identities.find(SITE, Selector(SelectorKind.CLIENT_ID, house.system.app_id))

    assert found == FoundIdentity(house.system, None)


async def test_an_identity_that_is_not_assigned_is_not_found() -> None:
    """That it exists elsewhere does not help."""
    _, identities = await ready()

    assert await identities.find(SITE, Selector(SelectorKind.RESOURCE_ID, OTHER.lower())) is None


@pytest.mark.parametrize(
    ("resource", "known"),
    [
        (AZURE_PUBLIC.vault_audience, True),
        (f"{AZURE_PUBLIC.vault_audience}/", True),
        ("api://orders", True),
        ("api://nothing", False),
        ("https://[", False),
        ("nonsense", False),
    ],
)
async def test_a_resource_is_a_service_or_an_application(resource: str, *, known: bool) -> None:
    """What is no URL at all is simply not known."""
    _, identities = await ready()

    assert await identities.knows_resource(resource) is known


async def test_an_application_is_known_by_its_client_id() -> None:
    """As Entra accepts it."""
    house, identities = await ready()

    assert await identities.knows_resource(house.shared.app_id)

"""The names of a tenant."""

import pytest

from nameplate.authority.tenants import Tenants
from nameplate.core.errors import BadRequest
from tests.authority.world import TENANT, World


@pytest.mark.parametrize(
    ("segment", "name", "shared"),
    [
        (TENANT.tenant_id, TENANT.tenant_id, False),
        (TENANT.tenant_id.upper(), TENANT.tenant_id, False),
        ("Contoso.Example", TENANT.tenant_id, False),
        ("common", "common", True),
        ("Organizations", "organizations", True),
    ],
)
async def test_every_spelling_names_the_tenant(
    world: World, segment: str, name: str, *, shared: bool
) -> None:
    found = await Tenants(world.directory).find(segment)
    assert (found.tenant, found.name, found.shared) == (TENANT, name, shared)


@pytest.mark.parametrize("segment", ["consumers", "other.example", "", "secrets"])
async def test_another_tenant_is_not_found(world: World, segment: str) -> None:
    with pytest.raises(BadRequest) as refused:
        await Tenants(world.directory).find(segment)
    assert refused.value.code == "AADSTS90002"
    assert refused.value.inner_code == "invalid_tenant"

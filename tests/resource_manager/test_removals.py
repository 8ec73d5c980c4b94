"""DELETE: everything below goes along, through its own provider, in one unit."""

from tests.conformance.providers import SITE_BODY, VAULT_BODY
from tests.providers.stand import GROUP, IDENTITY, SITE, SUB, VAULT, Stand


async def test_a_group_takes_everything_along(stand: Stand) -> None:
    await stand.put(IDENTITY, {"location": "westeurope"})
    await stand.put(SITE, SITE_BODY)
    await stand.put(VAULT, VAULT_BODY)

    assert (await stand.delete(GROUP)).status == 202

    assert await stand.below(GROUP) == []
    assert await stand.directory.service_principals() == []
    assert await stand.vaults.find("contoso") is None
    assert await stand.vaults.deleted("contoso") is not None


async def test_groups_that_share_a_prefix_are_not_one(stand: Stand) -> None:
    other = f"{SUB}/resourceGroups/local2"
    await stand.put(other, {"location": "westeurope"})
    await stand.put(f"{other}/providers/Microsoft.Web/sites/far", {"location": "westeurope"})

    await stand.delete(GROUP)

    assert len(await stand.below(other)) > 0
    assert (await stand.get(other)).status == 200


async def test_what_belongs_to_a_site_is_not_deleted_alone(stand: Stand) -> None:
    await stand.put(SITE, SITE_BODY)

    assert (await stand.delete(f"{SITE}/config/web")).status == 405
    assert (await stand.get(f"{SITE}/config/web")).status == 200


async def test_what_cannot_be_deleted_says_so(stand: Stand) -> None:
    assert (await stand.delete(SUB)).status == 405


async def test_delete_in_a_group_that_is_gone(stand: Stand) -> None:
    gone = await stand.delete(SITE.replace("/local/", "/nowhere/"))
    assert (gone.status, gone.error) == (404, "ResourceGroupNotFound")

"""What stands beside a template's resources."""

from nameplate.resource_manager.deployments.preparation.prepared import Mode
from nameplate.resource_manager.deployments.what_if.neighbours import Neighbours
from tests.conformance.providers import SITE_BODY, VAULT_BODY
from tests.providers.rbac import READER, enroll, give
from tests.providers.stand import GROUP, SITE, SLOT, STRANGER, SUB, VAULT, Stand
from tests.resource_manager.deployments.what_if.deploying import Lab, template


async def neighbours(
    stand: Stand, *deployed: str, lab: Lab | None = None, mode: Mode = Mode.INCREMENTAL
) -> dict[str, str]:
    prepared = (lab or Lab(stand)).prepared(template(), mode=mode)
    keys = {each.lower() for each in deployed}
    found = await Neighbours(stand.control_plane, stand.phases).of([prepared, prepared], keys)
    return {each.id: each.type for each in found}


async def filled(stand: Stand) -> None:
    await stand.put(SITE, SITE_BODY)
    await stand.put(SLOT, SITE_BODY)
    await stand.put(VAULT, VAULT_BODY)


async def test_each_is_there_once_and_what_is_in_it_goes_with_it(stand: Stand) -> None:
    await filled(stand)
    assert await neighbours(stand) == {VAULT: "Ignore", SITE: "Ignore"}
    assert await neighbours(stand, SITE) == {VAULT: "Ignore", SLOT: "Ignore"}
    assert await neighbours(stand, SITE, SLOT, VAULT) == {}
    assert await neighbours(stand, SITE, mode=Mode.COMPLETE) == {VAULT: "Delete", SLOT: "Delete"}


async def test_only_what_the_caller_may_read_is_shown(stand: Stand) -> None:
    await filled(stand)
    await enroll(stand)
    await give(stand, READER, VAULT)
    assert await neighbours(stand, lab=Lab(stand, STRANGER)) == {VAULT: "Ignore"}


async def test_a_group_that_is_not_there_has_none(stand: Stand) -> None:
    prepared = Lab(stand).prepared(template(), scope=f"{SUB}/resourceGroups/nowhere")
    found = await Neighbours(stand.control_plane, stand.phases).of([prepared], ())
    assert found == []
    above = Lab(stand).prepared(template(), scope=GROUP.rpartition("/resourceGroups/")[0])
    assert await Neighbours(stand.control_plane, stand.phases).of([above], ()) == []

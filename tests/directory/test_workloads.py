"""Assignments, and bindings with leases."""

import re

import pytest

from nameplate.core.errors import NotFound
from nameplate.directory.records import IdentityAssignment
from tests.directory.conftest import World

SITE = "/subscriptions/s/resourceGroups/Local/providers/Microsoft.Web/sites/Web1"


async def test_a_header_secret_finds_its_binding(world: World) -> None:
    work = world.begin()
    binding, secret = world.directory.bind_workload(work, SITE, expires=None)
    await work.commit()
    assert re.fullmatch("[0-9A-F]{32}", secret.reveal())
    assert await world.directory.binding_of(secret.reveal()) == binding
    assert await world.directory.binding_of(secret.reveal().lower()) is None
    assert await world.directory.binding_of("") is None


async def test_a_warm_binding_is_memory(world: World) -> None:
    work = world.begin()
    binding, secret = world.directory.bind_workload(work, SITE, expires=None)
    await work.commit()
    await world.directory.binding_of(secret.reveal())
    reads = world.records.reads
    assert await world.directory.binding_of(secret.reveal()) == binding
    assert world.records.reads == reads


async def test_a_lease_ends_by_itself_and_cannot_be_renewed_then(world: World) -> None:
    work = world.begin()
    binding, secret = world.directory.bind_workload(work, SITE, expires=world.clock.now() + 60)
    await work.commit()
    assert await world.directory.binding_of(secret.reveal())
    world.clock.advance(60)
    assert await world.directory.binding_of(secret.reveal()) is None
    assert await world.directory.binding(binding.binding_id) is None
    with pytest.raises(NotFound):
        await world.directory.renew_binding(world.begin(), binding.binding_id, 9e9)


async def test_a_renewed_lease_is_noticed_without_an_epoch(world: World) -> None:
    work = world.begin()
    binding, secret = world.directory.bind_workload(work, SITE, expires=world.clock.now() + 60)
    await work.commit()
    await world.directory.binding_of(secret.reveal())
    epoch = world.units.epoch.value
    work = world.begin()
    await world.directory.renew_binding(work, binding.binding_id, world.clock.now() + 120)
    await work.commit()
    assert world.units.epoch.value == epoch
    world.clock.advance(90)
    found = await world.directory.binding_of(secret.reveal())
    assert found is not None
    assert found.binding_id == binding.binding_id


async def test_renewing_what_is_unbound_at_commit_is_refused(world: World) -> None:
    work = world.begin()
    binding, _ = world.directory.bind_workload(work, SITE, expires=world.clock.now() + 60)
    await work.commit()
    renewal, end = world.begin(), world.begin()
    await world.directory.renew_binding(renewal, binding.binding_id, 9e9)
    await world.directory.unbind(end, binding.binding_id)
    await end.commit()
    with pytest.raises(NotFound):
        await renewal.commit()


async def test_unbinding_ends_the_secret_at_once(world: World) -> None:
    work = world.begin()
    one, first = world.directory.bind_workload(work, SITE, expires=None)
    _, second = world.directory.bind_workload(work, SITE.upper(), expires=None)
    await work.commit()
    await world.directory.binding_of(first.reveal())
    work = world.begin()
    await world.directory.unbind(work, one.binding_id)
    await work.commit()
    assert await world.directory.binding_of(first.reveal()) is None
    assert await world.directory.binding_of(second.reveal()) is not None
    work = world.begin()
    world.directory.unbind_all(work, SITE)
    await work.commit()
    assert await world.directory.binding_of(second.reveal()) is None


async def test_sweeping_removes_only_what_is_over(world: World) -> None:
    work = world.begin()
    world.directory.bind_workload(work, SITE, expires=world.clock.now() + 10)
    kept, _ = world.directory.bind_workload(work, SITE, expires=world.clock.now() + 100)
    await work.commit()
    world.clock.advance(50)
    work = world.begin()
    world.directory.sweep_bindings(work)
    await work.commit()
    assert list(world.records.bindings) == [kept.binding_id]


async def test_a_resource_has_the_identities_it_was_given_last(world: World) -> None:
    given = IdentityAssignment(SITE, "oid", ("/Subscriptions/S/x",))
    work = world.begin()
    world.directory.assign(work, given)
    await work.commit()
    assert await world.directory.assignment(SITE.lower()) == given
    work = world.begin()
    world.directory.assign(work, IdentityAssignment(SITE, None, ()))
    await work.commit()
    assert await world.directory.assignment(SITE) is None


async def test_an_identity_knows_who_may_act_as_it(world: World) -> None:
    held = IdentityAssignment("/Sites/A", None, ("/Identities/One",))
    work = world.begin()
    world.directory.assign(work, held)
    world.directory.assign(work, IdentityAssignment("/Sites/B", None, ("/identities/two",)))
    await work.commit()
    assert list(await world.directory.assigned_to("/identities/ONE")) == [held]


async def test_a_secret_that_was_made_before_is_bound_again(world: World) -> None:
    work = world.begin()
    _, secret = world.directory.bind_workload(work, SITE, expires=None)
    again, same = world.directory.bind_workload(work, f"{SITE}-2", expires=None, secret=secret)
    assert same is secret
    assert again.resource_id == f"{SITE}-2"

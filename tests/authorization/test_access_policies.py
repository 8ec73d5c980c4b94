"""The service over the policies of vaults: what ARM's operations make of them."""

import pytest

from nameplate.authorization.access_policies import AccessPolicies
from nameplate.authorization.access_policy import MAXIMUM, AccessPolicy
from nameplate.authorization.permissions import Kind
from nameplate.core.errors import BadRequest
from tests.authorization.policies import VAULT, person, policy
from tests.fakes.access_policy_records import FakeAccessPolicyRecords
from tests.fakes.units import FakeUnits


class Stand:
    def __init__(self) -> None:
        self.records = FakeAccessPolicyRecords()
        self.units = FakeUnits()
        self.service = AccessPolicies(self.records, self.units.epoch)


@pytest.fixture
def stand() -> Stand:
    return Stand()


async def test_put_makes_the_whole_set_for_any_case_of_the_id(stand: Stand) -> None:
    work = stand.units.begin()
    stand.service.put(work, VAULT.upper(), [policy("get")])
    await work.commit()

    assert await stand.service.of(VAULT) == (policy("get"),)


async def test_policies_are_read_once_until_something_changes(stand: Stand) -> None:
    for _ in range(3):
        await stand.service.of(VAULT)
    assert stand.records.reads == 1

    work = stand.units.begin()
    stand.service.put(work, VAULT, [policy("list")])
    await work.commit()

    assert await stand.service.of(VAULT) == (policy("list"),)


async def test_add_is_the_union_for_each_principal(stand: Stand) -> None:
    await _put(stand, policy("get"))

    work = stand.units.begin()
    made = await stand.service.add(work, VAULT, [policy("list"), policy("set", of=person(2))])
    await work.commit()

    assert made == (policy("get", "list"), policy("set", of=person(2)))
    assert await stand.service.of(VAULT) == made


async def test_replace_exchanges_the_named_principal_only(stand: Stand) -> None:
    await _put(stand, policy("get"), policy("all", of=person(2)))

    work = stand.units.begin()
    await stand.service.replace(work, VAULT, [policy("list")])
    await work.commit()

    assert await stand.service.of(VAULT) == (policy("list"), policy("all", of=person(2)))


async def test_remove_subtracts_and_drops_who_has_nothing_left(stand: Stand) -> None:
    await _put(stand, policy("get", "list"), policy("get", of=person(2)))

    work = stand.units.begin()
    await stand.service.remove(work, VAULT, [policy("get"), policy("get", of=person(2))])
    await work.commit()

    (left,) = await stand.service.of(VAULT)
    assert left.names(Kind.SECRETS) == ("list",)


async def test_remove_of_a_stranger_changes_nothing(stand: Stand) -> None:
    await _put(stand, policy("get"))

    work = stand.units.begin()
    assert await stand.service.remove(work, VAULT, [policy("get", of=person(3))]) == (
        policy("get"),
    )


async def test_a_principal_goes_with_every_application(stand: Stand) -> None:
    through = policy("get", application_id="55555555-5555-5555-5555-555555555555")
    await _put(stand, policy("get"), through, policy("get", of=person(2)))

    work = stand.units.begin()
    await stand.service.remove_principal(work, VAULT, person().object_id.upper())
    await work.commit()

    assert await stand.service.of(VAULT) == (policy("get", of=person(2)),)


async def test_a_change_is_made_to_what_the_database_holds_at_commit(stand: Stand) -> None:
    first, second = stand.units.begin(), stand.units.begin()
    await stand.service.add(first, VAULT, [policy("get")])
    await stand.service.add(second, VAULT, [policy("list")])
    await first.commit()
    await second.commit()

    assert await stand.service.of(VAULT) == (policy("get", "list"),)


async def test_the_same_principal_twice_is_refused(stand: Stand) -> None:
    with pytest.raises(BadRequest, match="same tenant, object id"):
        stand.service.put(stand.units.begin(), VAULT, [policy("get"), policy("list")])


async def test_more_than_key_vault_allows_are_refused(stand: Stand) -> None:
    many = [policy("get", of=person(number)) for number in range(MAXIMUM + 1)]
    with pytest.raises(BadRequest, match="at most 1024"):
        stand.service.put(stand.units.begin(), VAULT, many)


async def test_policies_of_a_purged_vault_are_gone(stand: Stand) -> None:
    await _put(stand, policy("get"))
    work = stand.units.begin()
    stand.service.delete(work, VAULT)
    await work.commit()

    assert await stand.service.of(VAULT) == ()


async def _put(stand: Stand, *given: AccessPolicy) -> None:
    work = stand.units.begin()
    stand.service.put(work, VAULT, given)
    await work.commit()

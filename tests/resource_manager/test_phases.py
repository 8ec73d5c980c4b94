"""What the phases share: repetition when another process was faster, and who did it."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from nameplate.core.principal import Principal
from nameplate.resource_manager.phases import actor
from nameplate.resource_manager.records import Actor, ResourceChanged
from nameplate.store.sqlite import SqliteDatabase
from tests.conformance.providers import VAULT_BODY
from tests.conformance.stores import store_on
from tests.providers.stand import GROUP, IDENTITY, OPERATOR, SITE, STRANGER, VAULT, Stand

BODY = {"location": "westeurope", "identity": {"type": "SystemAssigned"}}


async def test_a_changed_resource_is_tried_again(stand: Stand) -> None:
    tries = 0

    async def attempt() -> str:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise ResourceChanged("x")
        return "done"

    assert await stand.phases.repeated(attempt) == "done"
    assert tries == 3


async def test_what_never_settles_is_a_conflict(stand: Stand) -> None:
    async def attempt() -> None:
        raise ResourceChanged("x")

    with pytest.raises(ResourceChanged):
        await stand.phases.repeated(attempt)


async def test_puts_at_once_make_one_identity(stand: Stand) -> None:
    answers = await asyncio.gather(*(stand.put(SITE, BODY) for _ in range(4)))

    assert {each.status for each in answers} == {200}
    assert len({each.body["identity"]["principalId"] for each in answers}) == 1
    assert len(await stand.directory.service_principals()) == 1


async def test_processes_at_once_leave_no_principal_without_a_resource(tmp_path: Path) -> None:
    """Two servers on one home: their caches lag, their etags do not."""
    databases = [SqliteDatabase.open(tmp_path / "home.db") for _ in range(2)]
    one, two = (Stand(store_on(each), refresh=each.refresh) for each in databases)
    await one.with_group()

    for _ in range(3):
        sites = [f"{SITE}{index}" for index in range(4)]
        await asyncio.gather(
            *(server.put(site, BODY) for site in sites for server in (one, two)),
            one.put(IDENTITY, {"location": "westeurope"}),
            *(server.put(VAULT, VAULT_BODY) for server in (one, two, one, two)),
            two.put(IDENTITY, {"location": "westeurope"}),
            two.delete(GROUP),
            one.put(GROUP, {"location": "westeurope"}),
        )
        rows = {each.key for each in await one.below(GROUP)}
        owners = [
            str(each.resource_id).lower()
            for each in await one.store.directory.list_service_principals()
        ]
        assert len(owners) == len(set(owners))
        assert set(owners) <= rows

    for database in databases:
        await database.close()


async def test_vaults_made_at_once_by_two_processes_are_one(tmp_path: Path) -> None:
    databases = [SqliteDatabase.open(tmp_path / "home.db") for _ in range(2)]
    one, two = (Stand(store_on(each), refresh=each.refresh) for each in databases)
    await one.with_group()

    answers = await asyncio.gather(
        *(server.put(VAULT, VAULT_BODY) for server in (one, two, one, two))
    )

    assert [each.status for each in answers] == [200] * 4
    gone = await asyncio.gather(*(server.delete(VAULT) for server in (one, two, one, two)))
    assert sorted(each.status for each in gone) == [200, 204, 204, 204]
    for database in databases:
        await database.close()


@pytest.mark.parametrize(
    ("caller", "expected"),
    [
        (OPERATOR, Actor("operator", "User")),
        (STRANGER, Actor(str(STRANGER.app_id), "Application")),
        (replace(STRANGER, resource_id=SITE), Actor(str(STRANGER.app_id), "ManagedIdentity")),
    ],
)
def test_who_did_it(caller: Principal, expected: Actor) -> None:
    assert actor(caller) == expected

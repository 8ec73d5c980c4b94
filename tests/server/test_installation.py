"""Opening and founding a home."""

import asyncio
from pathlib import Path

import orjson
import pytest

from nameplate.authorization.roles import Roles
from nameplate.config.errors import ConfigurationError
from nameplate.core.clock import SystemClock
from nameplate.server.installation import Opened, open_installation
from nameplate.store.roles import StoredRoles
from tests.server.homes import settings_of

TENANT = "11111111-2222-3333-4444-555555555555"


async def opened_once(folder: Path, **variables: str) -> Opened:
    opened = await open_installation(settings_of(folder, **variables), SystemClock())
    await opened.database.close()
    return opened


async def test_a_first_start_founds_and_a_second_finds(tmp_path: Path) -> None:
    first = await opened_once(tmp_path, tenant_id=TENANT)
    second = await opened_once(tmp_path, tenant_id="99999999-2222-3333-4444-555555555555")
    assert first.facts == second.facts
    assert first.facts.tenant_id == TENANT
    written = orjson.loads(first.home.installation.read_bytes())
    assert written["operatorId"] == first.facts.operator_id


async def test_the_operator_is_owner_of_the_subscription(tmp_path: Path) -> None:
    opened = await open_installation(settings_of(tmp_path), SystemClock())
    roles = Roles(StoredRoles(opened.database), opened.database.epoch)
    ((given, role),) = await roles.held(opened.facts.operator_id)
    await opened.database.close()
    assert role.name == "Owner"
    assert given.scope == f"/subscriptions/{opened.facts.subscription_id}"


async def test_two_first_starts_at_once_make_one_installation(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)

    def start() -> Opened:
        async def run() -> Opened:
            opened = await open_installation(settings, SystemClock())
            await opened.database.close()
            return opened

        return asyncio.run(run())

    found = await asyncio.gather(*(asyncio.to_thread(start) for _ in range(4)))
    assert len({opened.facts for opened in found}) == 1


async def test_a_wrong_master_key_is_refused_by_its_id(tmp_path: Path) -> None:
    await opened_once(tmp_path)
    with pytest.raises(ConfigurationError, match=r"not the one that .* was made with"):
        await opened_once(tmp_path, master_key="00" * 32)


async def test_a_lost_master_key_is_not_made_anew(tmp_path: Path) -> None:
    opened = await opened_once(tmp_path)
    opened.home.master_key.unlink()
    with pytest.raises(ConfigurationError, match="is missing"):
        await opened_once(tmp_path)


async def test_a_lost_master_key_is_missed_whatever_else_is_gone(tmp_path: Path) -> None:
    opened = await opened_once(tmp_path)
    opened.home.master_key.unlink()
    opened.home.installation.unlink()
    with pytest.raises(ConfigurationError, match="is missing"):
        await opened_once(tmp_path)
    assert not opened.home.master_key.exists()


async def test_a_first_start_that_was_killed_before_its_last_file_is_finished(
    tmp_path: Path,
) -> None:
    opened = await opened_once(tmp_path)
    written = opened.home.installation.read_bytes()
    opened.home.installation.unlink()
    await opened_once(tmp_path)
    assert opened.home.installation.read_bytes() == written


async def test_a_database_of_another_program_is_refused_before_anything_is_made(
    tmp_path: Path,
) -> None:
    home = settings_of(tmp_path).home
    home.root.mkdir(exist_ok=True)
    home.database.write_bytes(b"somebody's diary " * 500)
    with pytest.raises(ConfigurationError, match="not a database of Nameplate"):
        await opened_once(tmp_path)
    assert not home.master_key.exists()


async def test_nothing_private_lies_in_the_clear(tmp_path: Path) -> None:
    opened = await opened_once(tmp_path)
    for path in opened.home.root.rglob("*"):
        if path.is_file():
            assert b"PRIVATE KEY" not in path.read_bytes(), path
            assert path.stat().st_mode & 0o077 == 0, path


async def test_the_issuer_follows_the_settings_of_the_first_start(tmp_path: Path) -> None:
    opened = await opened_once(tmp_path, issuer="https://id.contoso.example")
    assert opened.facts.issuer_base == "https://id.contoso.example/"


async def test_the_first_group_is_there(tmp_path: Path) -> None:
    from nameplate.store.resources import StoredResources  # noqa: PLC0415 - one test's own

    opened = await open_installation(settings_of(tmp_path), SystemClock())
    try:
        key = f"/subscriptions/{opened.facts.subscription_id}/resourcegroups/local"
        assert await StoredResources(opened.database).find(key) is not None
    finally:
        await opened.database.close()


async def test_a_home_that_goes_with_its_server_has_no_operators_key(tmp_path: Path) -> None:
    """Nobody signs in to it from outside."""
    settings = settings_of(tmp_path)
    opened = await open_installation(settings, SystemClock(), durable=False)
    assert not settings.home.operator_key.exists()
    assert await opened.directory.principal(opened.facts.operator_id) is not None
    await opened.database.close()

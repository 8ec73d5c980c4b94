"""The two authorities, and the files of roots that children trust."""

from pathlib import Path

from nameplate.core.clock import SystemClock
from nameplate.crypto.authorities import Authorities
from nameplate.server.installation import open_installation
from nameplate.server.trust import ensure_authorities, write_roots
from nameplate.store.authorities import StoredAuthorities
from tests.server.homes import settings_of


async def test_production_names_and_own_names_have_roots_of_their_own(tmp_path: Path) -> None:
    clock = SystemClock()
    opened = await open_installation(settings_of(tmp_path), clock)
    try:
        records = StoredAuthorities(opened.database)
        authorities = Authorities(records, opened.envelope, clock, opened.database)
        production, own = await ensure_authorities(authorities, "id.contoso.example")
        assert production.permits("contoso.vault.azure.net")
        assert not production.permits("localhost")
        assert own.permits("login.id.contoso.example")
        assert not own.permits("login.microsoftonline.com")
        await write_roots(authorities, opened.home)
        assert opened.home.production_roots.read_bytes() == production.root_pem
        written = opened.home.own_roots.stat().st_mtime_ns
        await write_roots(authorities, opened.home)
        assert opened.home.own_roots.stat().st_mtime_ns == written
        changed = await ensure_authorities(authorities, None)
        await write_roots(authorities, opened.home)
        bundle = opened.home.own_roots.read_bytes()
        assert own.root_pem in bundle
        assert changed[1].root_pem in bundle
    finally:
        await opened.database.close()

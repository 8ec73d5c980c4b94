"""The services, built over an open home."""

from pathlib import Path

from nameplate.core.clock import SystemClock
from nameplate.core.cloud import AZURE_PUBLIC, own_cloud
from nameplate.server.installation import open_installation
from nameplate.server.rooms import build_rooms
from nameplate.tokens.claims import SubjectKind, TokenSubject
from tests.server.homes import settings_of


async def test_tokens_of_the_built_mint_pass_the_built_verifier(tmp_path: Path) -> None:
    settings, clock = settings_of(tmp_path, token_lifetime="120"), SystemClock()
    opened = await open_installation(settings, clock)
    rooms = build_rooms(opened, settings, (AZURE_PUBLIC, own_cloud("localhost", 8443)), clock)
    try:
        await rooms.keys.ensure()
        subject = TokenSubject(
            object_id=opened.facts.operator_id,
            app_id="00000000-0000-0000-0000-000000000001",
            tenant_id=opened.facts.tenant_id,
            kind=SubjectKind.MANAGED_IDENTITY,
            appidacr="2",
            display_name="web1",
        )
        token = await rooms.issuer.issue(subject, AZURE_PUBLIC.vault_audience)
        claims = rooms.verifier.verify(token.text, AZURE_PUBLIC.vault_audiences)
        assert claims.object_id == opened.facts.operator_id
        assert token.expires_on - clock.now() <= 120
    finally:
        rooms.issuer.close()
        await rooms.trail.close()
        await opened.database.close()

"""The two local authorities of an installation, and the root files that children trust.

Production names are trusted through a child's environment only; the authority of ``localhost`` and
of the installation's own domain is the only one that may enter a browser or a system store
(DESIGN 2, "Trust").
"""

from pathlib import Path
from typing import Final

from nameplate.config.home import Home
from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.crypto.authorities import Authorities, AuthorityRecord

PRODUCTION: Final = "production"
OWN: Final = "own"


async def ensure_authorities(
    authorities: Authorities, domain: str | None
) -> tuple[AuthorityRecord, ...]:
    """Both authorities, made or renewed as needed."""
    own = ("localhost", domain) if domain else ("localhost",)
    return (
        await authorities.ensure(PRODUCTION, AZURE_PUBLIC.refused_suffixes),
        await authorities.ensure(OWN, own),
    )


async def write_roots(authorities: Authorities, home: Home) -> None:
    """Write the bundles of roots, old and new; untouched when nothing changed."""
    _write(home.production_roots, await authorities.roots(PRODUCTION))
    _write(home.own_roots, await authorities.roots(OWN))


def _write(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    partial = path.with_suffix(".partial")
    partial.write_bytes(content)
    partial.chmod(0o600)
    partial.replace(path)

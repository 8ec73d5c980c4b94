"""``RunAs=CurrentUser``: which directory user the operating system's user is.

In .NET on Windows that is integrated authentication with Active Directory. Under Nameplate it is
the owner of the home, who is the operator of the installation; the ``nameplate`` command gives them
tokens. Everywhere else there is no such mapping, and the reason is said. Asking creates nothing.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from nameplate_client.errors import SourceFailed
from nameplate_client.result import AppAuthenticationResult

_SECONDS: Final = 60
_MARK: Final = "installation.json"
"""What a home of Nameplate has from its first start on."""


def obtain(resource: str, tenant: str | None) -> AppAuthenticationResult:
    """A token of the current user; ``SourceFailed`` says why there is none."""
    command = shutil.which("nameplate")
    if command is None:
        raise SourceFailed(
            "This user maps to a directory user under Nameplate only, and there is no nameplate "
            "command; integrated Windows authentication is there for .NET on Windows.",
            unavailable=True,
        )
    _check(home(), tenant)
    words = ("account", "get-access-token", "--resource", resource.removesuffix("/.default"))
    shown = _run(command, *words, "--output", "json")
    try:
        document = json.loads(shown)
        return AppAuthenticationResult(
            access_token=str(document["accessToken"]),
            expires_on=int(document["expires_on"]),
            resource=resource,
        )
    except (ValueError, KeyError, TypeError):
        raise SourceFailed("nameplate gave something else than a token.") from None


def home() -> Path:
    """Where Nameplate keeps its installation for this user."""
    if given := os.environ.get("NAMEPLATE_HOME"):
        return Path(given)
    state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(state).expanduser() / "nameplate"


def _check(folder: Path, tenant: str | None) -> None:
    try:
        mark = folder / _MARK
        installation = json.loads(mark.read_text(encoding="utf-8"))
        owner = mark.stat().st_uid
    except FileNotFoundError:
        raise SourceFailed(f"Nameplate has no home in {folder} yet.", unavailable=True) from None
    except (OSError, ValueError) as problem:
        raise SourceFailed(f"Nameplate's home {folder} cannot be read: {problem}.") from None
    if hasattr(os, "getuid") and owner != os.getuid():
        raise SourceFailed(f"Nameplate's home {folder} belongs to another user.", unavailable=True)
    own = installation.get("tenantId") if isinstance(installation, dict) else None
    if tenant is not None and own is not None and tenant.lower() != str(own).lower():
        raise SourceFailed(f"This user is one of the tenant {own}, not of {tenant}.")


def _run(*words: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - our own command, no shell
            words,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise SourceFailed(f"nameplate could not be asked: {problem}.") from None
    if done.returncode != 0:
        raise SourceFailed(f"nameplate said: {done.stderr.strip()[:500]}")
    return done.stdout

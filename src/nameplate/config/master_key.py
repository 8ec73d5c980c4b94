"""Where the master key comes from: the environment, a systemd credential, or a file in the home.

Only the place is decided here; ``crypto`` knows what a key is (DESIGN 4.7).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nameplate.config.catalogue import MASTER_KEY_VARIABLE
from nameplate.config.errors import ConfigurationError
from nameplate.config.home import Home

CREDENTIAL_NAME = "nameplate-master-key"
"""``LoadCredential=nameplate-master-key:/path`` in a unit's file."""


@dataclass(frozen=True, slots=True)
class MasterKeySource:
    """The place of the key, and its text where the place is not the home's own file."""

    origin: str
    path: Path | None
    """The file in the home, made at the first start; ``None`` when the key is given."""
    text: str | None = field(default=None, repr=False)
    """The key as it was given: base64 or hexadecimal of 32 bytes."""

    @classmethod
    def of(cls, environment: Mapping[str, str], home: Home) -> "MasterKeySource":
        """Choose: the variable first, then a credential of that name, then the home's file."""
        given = environment.get(MASTER_KEY_VARIABLE)
        if given is not None:
            return cls(MASTER_KEY_VARIABLE, None, _not_empty(given, MASTER_KEY_VARIABLE))
        folder = environment.get("CREDENTIALS_DIRECTORY")
        if folder and (credential := Path(folder) / CREDENTIAL_NAME).exists():
            return cls(str(credential), None, _not_empty(_read(credential), str(credential)))
        return cls(str(home.master_key), home.master_key)


def _not_empty(text: str, place: str) -> str:
    if not text.strip():
        raise ConfigurationError(f"{place} is empty: it takes 32 bytes in base64 or hexadecimal.")
    return text.strip()


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigurationError(f"cannot read the master key in {path}: {problem}.") from problem

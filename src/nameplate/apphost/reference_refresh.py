"""When an app's references are fetched again ("Rotation" of App Service's Key Vault references).

A change of the app's configuration fetches at once. A reference without a version follows its
secret: a new version is fetched when it is known of, and 24 hours after the last fetch whatever is
known. A reference with a version, or one that led nowhere, is fetched again at those times too:
what was missing may be there, what was there may be gone. A new fetch only reaches a process when
it starts anew, so ``outdates`` says whether that is worth it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

from nameplate.apphost.reference_status import Resolution
from nameplate.core.clock import Clock

MAX_AGE: Final = 86_400
"""Seconds after which references are fetched again."""


class RefreshReason(StrEnum):
    """Why references are fetched again; the first that holds."""

    CONFIGURATION = "configuration"
    NEW_VERSION = "new version"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a running app was given."""

    configuration: str
    """Tells apart all that its settings and its identity were."""
    at: float
    versions: Mapping[str, str]
    """By setting, the version of the secret that it holds; empty for one that stayed literal."""
    unpinned: frozenset[str]
    """Settings whose references name no version."""

    @classmethod
    def read(cls, noted: object) -> Self | None:
        """What ``note`` wrote; ``None`` for anything else."""
        try:
            configuration, at, versions, unpinned = noted  # type: ignore[misc]  # or it raises
            return cls(str(configuration), float(at), dict(versions), frozenset(unpinned))  # type: ignore[has-type]  # the same
        except (TypeError, ValueError):
            return None

    def note(self) -> list[Any]:
        """As JSON: what a successor of this server has to know. No secret is among it."""
        return [self.configuration, self.at, dict(self.versions), sorted(self.unpinned)]


class Refresh:
    """The rule, with a clock."""

    def __init__(self, clock: Clock, *, max_age: float = MAX_AGE) -> None:
        self._clock = clock
        self._max_age = max_age

    def fetched(self, configuration: str, found: Mapping[str, Resolution]) -> Fetched:
        """Remember what was just fetched."""
        return Fetched(
            configuration,
            self._clock.now(),
            {name: each.active_version for name, each in found.items()},
            frozenset(name for name, each in found.items() if not each.version),
        )

    def due(
        self, held: Fetched, configuration: str, newest: Mapping[str, str] | None = None
    ) -> RefreshReason | None:
        """Whether to fetch again, and why. ``newest``: versions as they are known, by setting."""
        if held.configuration != configuration:
            return RefreshReason.CONFIGURATION
        followed = {name: (newest or {}).get(name) for name in held.unpinned}
        if any(known and known != held.versions[name] for name, known in followed.items()):
            return RefreshReason.NEW_VERSION
        if held.versions and self._clock.now() - held.at >= self._max_age:
            return RefreshReason.AGE
        return None


def outdates(held: Fetched, found: Mapping[str, Resolution]) -> bool:
    """Whether a process that holds something has to start anew to see what was found.

    A secret that cannot be read at the moment takes nothing away from who has it: Azure keeps the
    last good value.
    """
    versions = {name: each.active_version for name, each in found.items()}
    if versions.keys() != held.versions.keys():
        return True
    return any(now and now != held.versions[name] for name, now in versions.items())


def configuration_of(settings: Mapping[str, str], identity: str, principal_id: str | None) -> str:
    """A digest of what references depend on; it tells changes apart and reveals no setting."""
    digest = hashlib.sha256()
    parts = [identity.lower(), principal_id or ""]
    parts += [text for pair in sorted(settings.items()) for text in pair]
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()

"""The files by which an Arc agent learns that a client may read them.

Every client has the folder written down, so that no other will do; it belongs to root. Each file
holds one secret that is worth one request within a minute.
"""

import contextlib
import os
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import uuid4

from nameplate.core.clock import Clock

FOLDER: Final = Path("/var/opt/azcmagent/tokens")
"""Where clients on Linux look, and nowhere else."""

_GOOD_FOR: Final = 60.0
_AT_ONCE: Final = 16
"""Unmet challenges of one binding; the oldest gives way."""


class CannotChallenge(Exception):
    """The folder of the key files cannot be used."""


@dataclass(frozen=True, slots=True)
class _Challenge:
    binding_id: str
    digest: bytes
    ends: float
    path: Path = field(repr=False)


def folder_problem(folder: Path = FOLDER) -> str | None:
    """What keeps this user from writing key files, and what could be done; creates nothing."""
    there = next((each for each in (folder, *folder.parents) if each.exists()), folder)
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return None
    return (
        f"Azure Arc's clients read a key file in {folder} and nowhere else, and this server cannot "
        "write there: create the folder for its user (sudo install "
        f'-d -o "$USER" -m 0750 {folder}), or choose another source.'
    )


class ArcChallenges:
    """Writes key files and knows which are still to be shown."""

    def __init__(self, clock: Clock, folder: Path = FOLDER) -> None:
        self._clock = clock
        self._folder = folder
        self._open: list[_Challenge] = []

    def prepare(self) -> None:
        """Make the folder if need be. Raises CannotChallenge with what could be done."""
        problem = folder_problem(self._folder)
        if problem is None:
            with contextlib.suppress(OSError):  # then it is not there, which `new` finds
                self._folder.mkdir(mode=0o750, parents=True, exist_ok=True)
            problem = folder_problem(self._folder)
        if problem is not None:
            raise CannotChallenge(problem)

    def new(self, binding_id: str) -> Path:
        """Write a file with a new secret. Raises CannotChallenge."""
        self._forget(self._ended(binding_id))
        self.prepare()
        secret = secrets.token_urlsafe(32)
        path = self._folder / f"{uuid4()}.key"
        try:
            _write(path, secret)
        except OSError as problem:
            raise CannotChallenge(f"{self._folder}: {problem.strerror}.") from None
        ends = self._clock.now() + _GOOD_FOR
        self._open.append(_Challenge(binding_id, _digest(secret), ends, path))
        return path

    def met(self, binding_id: str, shown: str) -> bool:
        """Whether that is the content of a file of this binding. It is not a second time."""
        digest, now = _digest(shown), self._clock.now()
        for challenge in self._open:
            if secrets.compare_digest(challenge.digest, digest):
                self._forget([challenge])
                return challenge.binding_id == binding_id and now < challenge.ends
        return False

    def close(self) -> None:
        """Leave no file behind."""
        self._forget(list(self._open))

    def _ended(self, binding_id: str) -> list[_Challenge]:
        now = self._clock.now()
        own = [each for each in self._open if each.binding_id == binding_id]
        surplus = own[: max(0, len(own) - _AT_ONCE + 1)]
        return [each for each in self._open if each.ends <= now or each in surplus]

    def _forget(self, challenges: list[_Challenge]) -> None:
        for challenge in challenges:
            self._open.remove(challenge)
            with contextlib.suppress(OSError):  # somebody may have tidied up
                challenge.path.unlink()


def _write(path: Path, secret: str) -> None:
    """No newline at the end: clients send what they read as it is."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="ascii") as file:
        file.write(secret)


def _digest(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()

"""What people remember: checked against a slow hash, of which the master key is a part."""

import asyncio
from typing import Final

from nameplate.core.clock import Clock
from nameplate.core.errors import BadRequest
from nameplate.core.secret_value import SecretValue
from nameplate.core.work import UnitOfWork
from nameplate.crypto.hashing import KeyedHash
from nameplate.crypto.passwords import COST, SlowHash
from nameplate.directory.protocols import PasswordRecords
from nameplate.directory.records import PasswordRecord

_SHORTEST: Final = 8
_LONGEST: Final = 256
_AT_ONCE: Final = 2
"""Each takes 32 MiB while it lasts: nobody who guesses may take all there is."""


class Passwords:
    """Sets and checks passwords. The hash is of the keyed hash: a stolen table alone is useless."""

    def __init__(
        self, records: PasswordRecords, keyed_hash: KeyedHash, clock: Clock, *, cost: int = COST
    ) -> None:
        self._password_records = records
        self._keyed_hash = keyed_hash
        self._clock = clock
        self._slow_hash = SlowHash(cost)
        self._hashing = asyncio.Semaphore(_AT_ONCE)

    async def set_password(self, work: UnitOfWork, user_id: str, password: SecretValue) -> None:
        """Give a user a password. Raises BadRequest for one that Entra would not take either."""
        text = password.reveal()
        if not _SHORTEST <= len(text) <= _LONGEST or _kinds(text) < 3:
            raise weak_password()
        async with self._hashing:
            digest = self._keyed_hash.digest(password)
            hashed = await asyncio.to_thread(self._slow_hash.hash, digest)
        record = PasswordRecord(user_id, hashed, self._clock.now())
        self._password_records.save_password(work, record)

    async def check_password(self, user_id: str, password: SecretValue) -> bool:
        """Whether it is the user's password. One who has none has no right one."""
        held = await self._password_records.find_password(user_id)
        if held is None or len(password.reveal()) > _LONGEST:
            return False
        async with self._hashing:
            digest = self._keyed_hash.digest(password)
            return await asyncio.to_thread(self._slow_hash.matches, digest, held.hash)

    def forget_password(self, work: UnitOfWork, user_id: str) -> None:
        """Leave a user without a password."""
        self._password_records.delete_password(work, user_id)


def weak_password() -> BadRequest:
    """Entra's words; its rule is three of four kinds of characters."""
    return BadRequest(
        "Request_BadRequest",
        "The specified password does not comply with password complexity requirements. Please "
        "provide a different password.",
    )


def _kinds(text: str) -> int:
    """How many kinds of characters a text has: lower case, upper case, digits, others."""
    tests = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    return sum(any(test(c) for c in text) for test in tests)

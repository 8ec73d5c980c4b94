"""The ring of signing keys: held in memory, shared through the store, changed as one.

Whoever changes the ring says which ring it changes; of two servers that change it at once one is
refused, reads again and finds that there is nothing left to do.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import orjson

from nameplate.core.clock import Clock
from nameplate.core.epoch import ChangeEpoch
from nameplate.core.errors import Conflict
from nameplate.core.work import UnitsOfWork
from nameplate.crypto.envelope import Envelope
from nameplate.crypto.signing import SigningKey
from nameplate.tokens import rotation
from nameplate.tokens.key_readers import KeyReader, KeyReaders
from nameplate.tokens.records import KeyState, SigningKeyRecord, SigningKeyRecords
from nameplate.tokens.rotation import KeyPolicy, Ring

_ORDER: Final = {KeyState.ACTIVE: 0, KeyState.NEXT: 1, KeyState.RETIRED: 2}
_COMMON_NAME: Final = "Nameplate local token signing"


class NoActiveKeyError(RuntimeError):
    """The ring was asked for a key before ``ensure`` gave it one."""


class KeyRing:
    """Signing keys by state. ``active``, ``find`` and ``jwks`` are memory reads."""

    def __init__(
        self,
        records: SigningKeyRecords,
        envelope: Envelope,
        clock: Clock,
        epoch: ChangeEpoch,
        units: UnitsOfWork,
        *,
        policy: KeyPolicy | None = None,
    ) -> None:
        self._records = records
        self._envelope = envelope
        self._clock = clock
        self._epoch = epoch
        self._units = units
        self.policy = policy or KeyPolicy()
        self._seen = -1
        self._keys: dict[str, SigningKey] = {}
        self._active: SigningKey | None = None
        self._jwks = b""
        self._readers = KeyReaders(clock)

    def active(self) -> SigningKey:
        """The key that signs. Raises NoActiveKeyError before ``ensure``."""
        if self._active is None:
            raise NoActiveKeyError("the ring has no active key yet")
        return self._active

    def find(self, kid: str) -> SigningKey | None:
        """A published key; a revoked one is not found."""
        return self._keys.get(kid)

    def jwks(self) -> bytes:
        """The JSON Web Key Set (RFC 7517 section 5): public members, ready to be sent."""
        return self._jwks

    def read_by(self, client: str, agent: str) -> None:
        """Somebody is sent ``jwks``."""
        self._readers.note(client, agent, tuple(self._keys))

    def readers(self) -> Sequence[KeyReader]:
        """Who was sent which keys by this process, the latest first."""
        return self._readers.latest()

    @property
    def stale(self) -> bool:
        """Whether something has changed since the ring was read, perhaps the ring."""
        return self._seen != self._epoch.value

    async def follow(self) -> None:
        """Read the ring again if it may have changed: a memory read when nothing has."""
        if self.stale:
            await self._read()

    async def records(self) -> Sequence[SigningKeyRecord]:
        """The ring as it is stored, revoked keys included: for whoever looks after it."""
        return await self._records.all()

    async def ensure(self) -> None:
        """See to it that there is an active key: made at a first start, in a thread.

        The next key is left to ``rotate_if_due``, so that a first start waits for one key only.
        """
        await self._read()
        while self._active is None:
            before = await self._records.all()
            key, sealed, now = await self._make()
            first = rotation.record_first(key, sealed, now, self.policy)
            await self._replace(before, [*before, first])

    async def rotate_if_due(self) -> bool:
        """Do what time asks for, and see to it that there is a next key. Whether it did a thing.

        Call it soon after the start and then every so often: nothing depends on when exactly.
        """
        return await self._change(lambda ring, now: rotation.advanced(ring, now, self.policy))

    async def rotate(self) -> None:
        """Sign with the next key from now on."""
        await self.rotate_if_due()
        await self._change(lambda ring, now: rotation.promoted(ring, now, self.policy))

    async def revoke(self, kid: str) -> None:
        """End a key and all tokens that it signed. Raises NotFound."""
        await self.rotate_if_due()
        await self._change(lambda ring, now: rotation.revoked(ring, kid, now, self.policy))

    async def _change(self, step: Callable[[Ring, float], list[SigningKeyRecord]]) -> bool:
        while True:
            before = await self._records.all()
            after = step(before, self._clock.now())
            if rotation.next_of(after) is None:
                key, sealed, now = await self._make()
                after.append(rotation.record_next(after, key, sealed, now, self.policy))
            if after == list(before):
                return False
            if await self._replace(before, after):
                return True

    async def _replace(self, before: Ring, after: Ring) -> bool:
        """Store a changed ring and read what is stored: this one, or that of who was first."""
        work = self._units.begin()
        self._records.replace(work, before, after)
        try:
            await work.commit()
        except Conflict:
            await self._read()
            return False
        await self._read()
        return True

    async def _make(self) -> tuple[SigningKey, bytes, float]:
        now = self._clock.now()
        key = await asyncio.to_thread(SigningKey.generate, _COMMON_NAME, now)
        return (
            key,
            self._envelope.seal(key.to_private_bytes(), SigningKeyRecord.place_of(key.kid)),
            now,
        )

    async def _read(self) -> None:
        seen = self._epoch.value
        ring = [each for each in await self._records.all() if each.state in _ORDER]
        ring.sort(key=lambda each: _ORDER[each.state])
        keys = {each.kid: self._keys.get(each.kid) or self._load(each) for each in ring}
        active = rotation.active_of(ring)
        if keys.keys() != self._keys.keys() or not self._jwks:
            self._jwks = orjson.dumps({"keys": [key.public_jwk() for key in keys.values()]})
        self._active = None if active is None else keys[active.kid]
        self._keys = keys
        self._seen = seen

    def _load(self, record: SigningKeyRecord) -> SigningKey:
        private = self._envelope.open(record.sealed_private, record.place_of(record.kid))
        return SigningKey.load(private, record.certificate)

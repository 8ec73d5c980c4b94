"""Device codes: a client waits while a person says yes somewhere else (RFC 8628).

Codes live in the memory of one process, for a quarter of an hour. Who may approve one is decided
by whoever calls ``approve``; here it is only remembered.
"""

import secrets
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from nameplate.core.clock import Clock
from nameplate.core.secret_value import SecretValue

LIFETIME: Final = 900
_LIMIT: Final = 1_000
_ALPHABET: Final = "BCDFGHJKLMNPQRSTVWXZ23456789"
"""No vowels, so that no word comes out, and nothing that is mistaken for something else."""
_LENGTH: Final = 9


class DeviceCodeState(Enum):
    """What became of a code; one that was redeemed or forgotten is unknown."""

    PENDING = auto()
    APPROVED = auto()
    DECLINED = auto()
    EXPIRED = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """One attempt to sign in."""

    device_code: SecretValue
    user_code: str
    client_id: str
    scope: str
    expires: float
    state: DeviceCodeState = DeviceCodeState.PENDING
    object_id: str = ""
    """Who approved it."""


class DeviceCodes:
    """The codes that are waited for."""

    def __init__(self, clock: Clock, *, limit: int = _LIMIT) -> None:
        self._clock = clock
        self._limit = limit
        self._codes: dict[str, DeviceCode] = {}
        """By user code, oldest first."""

    def begin(self, client_id: str, scope: str) -> DeviceCode:
        """A new code. The oldest one goes when there are too many: a client can begin again."""
        while len(self._codes) >= self._limit:
            del self._codes[next(iter(self._codes))]
        begun = DeviceCode(
            device_code=SecretValue(secrets.token_urlsafe(48)),
            user_code="".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)),
            client_id=client_id,
            scope=scope,
            expires=self._clock.now() + LIFETIME,
        )
        self._codes[begun.user_code] = begun
        return begun

    def waiting(self, user_code: str) -> DeviceCode | None:
        """The code that a person was shown, while it can be decided on."""
        found = self._codes.get(user_code.upper().replace("-", "").replace(" ", ""))
        if found is None or found.state is not DeviceCodeState.PENDING:
            return None
        return found if found.expires > self._clock.now() else None

    def approve(self, user_code: str, object_id: str) -> bool:
        """A user says yes: the client becomes theirs. Whether the code was waited for."""
        return self._decide(user_code, DeviceCodeState.APPROVED, object_id)

    def decline(self, user_code: str) -> bool:
        """A user says no. Whether the code was waited for."""
        return self._decide(user_code, DeviceCodeState.DECLINED, "")

    def redeem(
        self, device_code: SecretValue, client_id: str
    ) -> tuple[DeviceCodeState, DeviceCode | None]:
        """What became of a client's code. What is decided is told once."""
        found = self._find(device_code)
        if found is None or found.client_id.lower() != client_id.lower():
            return DeviceCodeState.UNKNOWN, None
        state = found.state
        if found.expires <= self._clock.now():
            state = DeviceCodeState.EXPIRED
        if state is not DeviceCodeState.PENDING:
            del self._codes[found.user_code]
        return state, found

    def _decide(self, user_code: str, state: DeviceCodeState, object_id: str) -> bool:
        found = self.waiting(user_code)
        if found is None:
            return False
        self._codes[found.user_code] = replace(found, state=state, object_id=object_id)
        return True

    def _find(self, device_code: SecretValue) -> DeviceCode | None:
        wanted = device_code.reveal().encode()
        for code in self._codes.values():
            if secrets.compare_digest(code.device_code.reveal().encode(), wanted):
                return code
        return None

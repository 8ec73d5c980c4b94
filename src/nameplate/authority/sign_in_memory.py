"""What one process remembers of sign-ins, whichever of its names they are made under."""

from nameplate.authority.authorization_codes import AuthorizationCodes
from nameplate.authority.device_codes import DeviceCodes
from nameplate.authority.password_tries import PasswordTries
from nameplate.authority.pending_sign_ins import PendingSignIns
from nameplate.core.clock import Clock


class SignInMemory:
    """All of it is bounded, and none of it outlives the process."""

    def __init__(self, clock: Clock) -> None:
        self.devices = DeviceCodes(clock)
        self.tries = PasswordTries(clock)
        self.pending = PendingSignIns(clock)
        self.codes = AuthorizationCodes(clock)

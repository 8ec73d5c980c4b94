"""What one process remembers of sign-ins, whichever of its names they are made under.

Each part is loaded when somebody signs in that way: a command that runs an app never does.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from nameplate.authority.device_codes import DeviceCodes
from nameplate.core.clock import Clock

if TYPE_CHECKING:
    from nameplate.authority.authorization_codes import AuthorizationCodes
    from nameplate.authority.password_tries import PasswordTries
    from nameplate.authority.pending_sign_ins import PendingSignIns


class SignInMemory:
    """All of it is bounded, and none of it outlives the process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.devices = DeviceCodes(clock)
        self.portal: tuple[str, ...] = ()
        """Where the portal of this process takes its answers; nowhere when there is none."""

    @cached_property
    def tries(self) -> "PasswordTries":
        from nameplate.authority.password_tries import PasswordTries  # noqa: PLC0415  # see above

        return PasswordTries(self._clock)

    @cached_property
    def pending(self) -> "PendingSignIns":
        from nameplate.authority.pending_sign_ins import (  # noqa: PLC0415  # see above
            PendingSignIns,
        )

        return PendingSignIns(self._clock)

    @cached_property
    def codes(self) -> "AuthorizationCodes":
        from nameplate.authority.authorization_codes import (  # noqa: PLC0415  # see above
            AuthorizationCodes,
        )

        return AuthorizationCodes(self._clock)

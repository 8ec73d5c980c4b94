"""The platform's clock in a test."""

from nameplate.core.clock import MovableClock


class TestClock:
    """Moves the platform's time; that of this process and of its clients stays."""

    __test__ = False  # the name is no invitation to pytest

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock

    def now(self) -> float:
        """The platform's time, in seconds since 1970."""
        return self._clock.now()

    @property
    def ahead(self) -> float:
        """How many seconds the platform is ahead of this process."""
        return self._clock.ahead

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> None:
        """Let time pass for the platform: tokens expire there, secrets become valid or not."""
        passed = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
        self._clock.move(self._clock.ahead + passed)

    def reset(self) -> None:
        """Have the time of this process again."""
        self._clock.move(0)

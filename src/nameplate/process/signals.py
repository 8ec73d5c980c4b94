"""Signals that are waited for instead of handled, so that their sender is known.

While the gate is closed the signals stay pending; ``next`` takes them one by one. A signal of the
terminal reaches the child by itself (it is in the foreground group, as we are), one that a process
sent to us alone has to be passed on: the sender tells them apart.
"""

import signal
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

FORWARDED: Final = frozenset(
    (
        signal.SIGTERM,
        signal.SIGHUP,
        signal.SIGINT,
        signal.SIGQUIT,
        signal.SIGUSR1,
        signal.SIGUSR2,
        signal.SIGWINCH,
        signal.SIGTSTP,
        signal.SIGCONT,
    )
)
_ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_FROM_KERNEL: Final = 0  # si_code is above this for what the kernel itself raised (the terminal)
_LOOK_SECONDS: Final = 0.5  # a library's own thread (libuv's) may have swallowed a SIGCHLD


@dataclass(frozen=True, slots=True)
class Arrival:
    """A signal that came, and whether a process sent it (rather than the terminal)."""

    number: int
    sent: bool


class SignalGate:
    """Hold signals back in this thread and in every thread that is started while it is closed.

    Close it before a server's threads start: the kernel gives a signal to any thread that takes it.
    """

    def __init__(self, numbers: Iterable[int] = FORWARDED) -> None:
        self._numbers = frozenset(numbers) | {signal.SIGCHLD}
        self._before: set[int | signal.Signals] | None = None

    def __enter__(self) -> Self:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # ignored, children would leave no status
        self._before = signal.pthread_sigmask(signal.SIG_BLOCK, self._numbers)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._before is None:
            return
        while held := signal.sigpending() & self._numbers:  # meant for a child that is gone
            signal.sigwait(held)
        signal.pthread_sigmask(signal.SIG_SETMASK, self._before)

    @property
    def mask_of_a_child(self) -> frozenset[int]:
        """What was blocked before the gate closed: a child starts with exactly that."""
        return frozenset(int(number) for number in self._before or ())

    def take_end(self) -> int | None:
        """Take a signal that asks for the end and came before there was a child."""
        found = next((int(n) for n in _ENDING if n in signal.sigpending()), None)
        if found is not None:
            signal.sigwait({found})
        return found

    def next(self) -> Arrival:
        """Wait for the next signal; a look at the child is due now and then without one."""
        if hasattr(signal, "sigwaitinfo"):
            found = signal.sigtimedwait(self._numbers, _LOOK_SECONDS)
            if found is None:
                return Arrival(signal.SIGCHLD, sent=False)
            return Arrival(found.si_signo, found.si_code <= _FROM_KERNEL)
        number = signal.sigwait(self._numbers)  # macOS does not say who sent it
        return Arrival(number, number not in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP))

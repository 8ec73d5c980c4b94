"""How a command fails: what is written to stderr, and the exit status.

1 a failure, 2 wrong usage, 3 what does not exist. Messages never hold a secret.
"""

from typing import Final

FAILURE: Final = 1
USAGE: Final = 2
ABSENT: Final = 3


class CommandFailure(Exception):
    """A command that cannot do what it was told; the text is for the person who typed it."""

    def __init__(self, message: str, *, status: int = FAILURE) -> None:
        super().__init__(message)
        self.status = status


class ServiceFailure(CommandFailure):
    """An answer of the API that is an error, with all its nested details."""

    def __init__(
        self, code: str, message: str, *, http_status: int, details: tuple[str, ...] = ()
    ) -> None:
        super().__init__(f"({code}) {message}" if code else message)
        self.code = code
        self.http_status = http_status
        self.details = details
        self.status = ABSENT if http_status == 404 else FAILURE


class Unreachable(CommandFailure):
    """A server that does not answer, or not under the name that it should have."""


def usage(message: str) -> CommandFailure:
    """Arguments that make no sense together."""
    return CommandFailure(message, status=USAGE)


def absent(message: str) -> CommandFailure:
    """Something named that does not exist."""
    return CommandFailure(message, status=ABSENT)


def render(failure: CommandFailure) -> str:
    """``ERROR: (Code) Message`` and a line for each detail, as az writes it."""
    lines = [f"ERROR: {failure}"]
    if isinstance(failure, ServiceFailure):
        lines += failure.details
    return "\n".join(lines)

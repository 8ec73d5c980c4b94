"""What can go wrong, in words that name what was tried.

ConnectionStringError (ValueError)    the connection string, or the address of the authority
SourceFailed                          one way to a token did not lead to one (internal)
AzureServiceTokenProviderException    no way did; ``attempts`` has each with its reason
"""

from dataclasses import dataclass


class ConnectionStringError(ValueError):
    """A connection string that means nothing, with the reason."""


class SourceFailed(Exception):
    """A source has no token to give; ``unavailable`` where it is not there at all."""

    def __init__(self, reason: str, *, unavailable: bool = False) -> None:
        super().__init__(reason)
        self.unavailable = unavailable


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way that was tried, and why it failed."""

    method: str
    reason: str
    unavailable: bool

    def __str__(self) -> str:
        return f"Tried to get a token with {self.method}. {self.reason}"


class AzureServiceTokenProviderException(Exception):
    """No token: for which connection string, resource and authority, and what was tried."""

    def __init__(
        self,
        connection_string: str | None,
        resource: str,
        authority: str | None,
        *,
        attempts: tuple[Attempt, ...],
    ) -> None:
        self.connection_string = connection_string
        self.resource = resource
        self.authority = authority
        self.attempts = attempts
        super().__init__(self._words())

    @property
    def unavailable(self) -> bool:
        """No source was there at all (none refused)."""
        return all(attempt.unavailable for attempt in self.attempts)

    def _words(self) -> str:
        if len(self.attempts) == 1:
            return self._with_parameters(str(self.attempts[0]))
        lines = "\n".join(self._with_parameters(str(attempt)) for attempt in self.attempts)
        return self._with_parameters(
            f"Tried the following {len(self.attempts)} methods to get an access token, "
            f"but none of them worked.\n{lines}"
        )

    def _with_parameters(self, message: str) -> str:
        connection = self.connection_string or "[No connection string specified]"
        authority = self.authority or "[No authority specified]"
        return (
            f"Parameters: Connection String: {connection}, Resource: {self.resource}, "
            f"Authority: {authority}. Exception Message: {message}"
        )

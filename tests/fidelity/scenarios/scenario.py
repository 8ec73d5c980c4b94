"""What every scenario does: play one exchange of its sequence, and say what counts as equal."""

from typing import Protocol

from tests.fidelity.compare import Rules
from tests.fidelity.records import Exchange
from tests.running import Answer


class SetupFailed(Exception):
    """What a recording presupposes could not be brought about."""


class Scenario(Protocol):
    """One sequence, with the names and versions that stand for the recorded ones."""

    def play(self, exchange: Exchange) -> Answer:
        """Set up what the exchange presupposes, send it in our names, learn from the answer."""
        ...

    def translate(self, text: str) -> str:
        """A recorded text in our names: hosts, ids, versions."""
        ...

    def expected(self, exchange: Exchange, answer: Answer) -> Exchange:
        """The exchange to compare with: usually itself."""
        ...

    def rules(self, exchange: Exchange) -> Rules:
        """What must be equal in the answer to this exchange."""
        ...

"""Who hosts slots, as a test wants it: nobody, or one that notes what it is asked for."""

from dataclasses import dataclass, field

from nameplate.core.errors import Conflict
from nameplate.providers.slot_states import SlotAfter


@dataclass
class FakePrepared:
    """Says whether it was switched to, or abandoned."""

    source: SlotAfter
    target: SlotAfter
    ends: list[str] = field(default_factory=list)

    def switch(self) -> None:
        self.ends.append("switched")

    def abandon(self) -> None:
        self.ends.append("abandoned")


@dataclass
class FakeSwapHost:
    """Hosts nothing until told to."""

    hosting: bool = False
    problem: str | None = None
    prepared: list[FakePrepared] = field(default_factory=list)

    async def prepare(self, source: SlotAfter, target: SlotAfter) -> FakePrepared | None:
        if self.problem is not None:
            raise Conflict("Conflict", self.problem)
        if not self.hosting:
            return None
        self.prepared.append(FakePrepared(source, target))
        return self.prepared[-1]

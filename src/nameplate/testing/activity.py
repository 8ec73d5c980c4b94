"""What was asked of the platform in a test, and what it answered: for assertions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nameplate.audit.event import Event, EventKind
from nameplate.audit.selection import CACHED


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that somebody asked for."""

    action: str
    """``token``, ``secrets/get``, ``Microsoft.Web/sites/write``..."""
    allowed: bool
    app: str
    """The name of the app or identity that asked."""
    on: str
    """The vault's name, the token's audience, or the ARM id of a resource."""
    secret: str = ""
    reason: str = ""
    """Why it was allowed or refused."""


class Activity:
    """What happened since the test began, oldest first. What the test itself set up is left out."""

    def __init__(self, operator: str) -> None:
        self._operator = operator
        self._seen: list[Seen] = []
        self._names: dict[str, str] = {}
        """Of those who were seen by name: a token that was there is only counted."""

    def watch(self, event: Event) -> None:
        """Take note of an event; called in the server's thread."""
        if event.object_id == self._operator or event.kind is EventKind.CHANGE:
            return
        who = event.object_id or ""
        if event.display_name:
            self._names[who] = event.display_name
        self._seen.append(_seen(event, self._names.get(who, who)))

    def clear(self) -> None:
        """Forget all of it."""
        self._seen.clear()

    def __iter__(self) -> Iterator[Seen]:
        return iter(tuple(self._seen))

    def __len__(self) -> int:
        return len(self._seen)

    def __repr__(self) -> str:
        return f"<Activity {self._seen!r}>"

    @property
    def allowed(self) -> Sequence[Seen]:
        """What was allowed."""
        return [each for each in self if each.allowed]

    @property
    def refused(self) -> Sequence[Seen]:
        """What was refused, with the reason."""
        return [each for each in self if not each.allowed]

    @property
    def tokens(self) -> Sequence[Seen]:
        """Requests for tokens."""
        return [each for each in self if each.action == "token"]

    def of(
        self, *, app: str | None = None, action: str | None = None, on: str | None = None
    ) -> Sequence[Seen]:
        """What an app did, of a kind, on something."""
        return [
            each
            for each in self
            if app in (None, each.app) and action in (None, each.action) and on in (None, each.on)
        ]


def _seen(event: Event, who: str) -> Seen:
    action = "token" if event.action == CACHED else event.action
    on = event.resource
    if "/vaults/" in on.lower():
        on = on.rpartition("/")[2]
    return Seen(
        action,
        event.outcome != "denied",
        who,
        on,
        event.facts.get("secret", ""),
        event.reason,
    )

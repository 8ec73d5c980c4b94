"""Templates that somebody is filling in, between the upload and the deployment.

They stay in memory: a template may hold anything, and a page that carried it back and forth would
be as large as it. A draft belongs to one session; the oldest go when there are many.
"""

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from nameplate.core.secret_value import SecretValue

_MOST: Final = 64
_MOST_BYTES: Final = 32 * 1024 * 1024
_OWN: Final = 8
_OWN_BYTES: Final = 8 * 1024 * 1024
"""Of one session, so that nobody's uploads push out another's."""


@dataclass(slots=True)
class Draft:
    """A template at a scope, and what was typed so far."""

    owner: bytes = field(repr=False)
    scope: str
    name: str
    template: Mapping[str, Any] = field(repr=False)
    size: int
    mode: str = "Incremental"
    location: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, SecretValue] = field(default_factory=dict)
    """What was typed for secure parameters: used, never shown."""
    key: str = field(default_factory=lambda: secrets.token_urlsafe(9))

    @property
    def weight(self) -> int:
        """How much it keeps, about: in bytes of the template and characters that were typed."""
        typed = sum(len(each) for each in self.texts.values())
        return self.size + typed + sum(len(each.reveal()) for each in self.hidden.values())


class Drafts:
    """The drafts of everybody."""

    def __init__(self) -> None:
        self._drafts: OrderedDict[str, Draft] = OrderedDict()

    def keep(self, draft: Draft) -> None:
        """Take a draft, and let the oldest go that there is no room for."""
        self._drafts[draft.key] = draft
        own = [each for each in self._drafts.values() if each.owner == draft.owner]
        self._shorten(own, _OWN, _OWN_BYTES)
        self._shorten(list(self._drafts.values()), _MOST, _MOST_BYTES)

    def find(self, key: str, owner: bytes) -> Draft | None:
        """Somebody's own draft."""
        draft = self._drafts.get(key)
        if draft is None or not secrets.compare_digest(draft.owner, owner):
            return None
        self._drafts.move_to_end(key)
        return draft

    def drop(self, draft: Draft) -> None:
        """It was deployed, or given up."""
        self._drafts.pop(draft.key, None)

    def forget(self, owner: bytes) -> None:
        """A session has ended: what was typed in it goes."""
        for each in [each for each in self._drafts.values() if each.owner == owner]:
            self.drop(each)

    def _shorten(self, drafts: list[Draft], most: int, most_bytes: int) -> None:
        """The oldest go until there are few enough; the newest stays in any case."""
        size = sum(each.weight for each in drafts)
        while len(drafts) > 1 and (len(drafts) > most or size > most_bytes):
            gone = drafts.pop(0)
            size -= gone.weight
            self.drop(gone)

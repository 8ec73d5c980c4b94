"""What a person may do at a scope, as ARM says: what they may not is not offered."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Grant:
    """One role's permissions at the scope: what it gives, and what it takes from that."""

    actions: tuple[str, ...]
    not_actions: tuple[str, ...]
    data_actions: tuple[str, ...]
    not_data_actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Permissions:
    """``Microsoft.Authorization/permissions`` of a scope. A page asks; ARM decides."""

    grants: tuple[Grant, ...] = ()

    @classmethod
    def read(cls, value: Iterable[Mapping[str, Any]]) -> "Permissions":
        names = ("actions", "notActions", "dataActions", "notDataActions")
        return cls(tuple(Grant(*(tuple(each.get(name) or ()) for name in names)) for each in value))

    def may(self, action: str) -> bool:
        """Whether an action such as ``Microsoft.Web/sites/write`` is offered."""
        return any(
            _means(each.actions, action) and not _means(each.not_actions, action)
            for each in self.grants
        )

    def may_data(self, action: str) -> bool:
        """Whether a data action is offered."""
        return any(
            _means(each.data_actions, action) and not _means(each.not_data_actions, action)
            for each in self.grants
        )


def _means(patterns: Iterable[str], action: str) -> bool:
    return any(_pattern(each).fullmatch(action) for each in patterns)


@lru_cache(maxsize=1024)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(translate(text.replace("[", "[[]").replace("?", "[?]")), re.IGNORECASE)

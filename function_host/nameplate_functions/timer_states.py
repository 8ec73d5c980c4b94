"""What is remembered of timers between two lives of a host: a file each, replaced at once."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

FOLDER: Final = "Timers"


@dataclass(frozen=True, slots=True)
class TimerState:
    """When a timer fired last, and when it is due next."""

    last: datetime | None
    next: datetime
    updated: datetime

    def document(self) -> dict[str, str]:
        """As a function sees it (``schedule_status``)."""
        last = self.last or datetime(1, 1, 1, tzinfo=UTC)
        return {
            "Last": last.isoformat(),
            "Next": self.next.isoformat(),
            "LastUpdated": self.updated.isoformat(),
        }


class TimerStates:
    """The states of an app's timers."""

    def __init__(self, data: Path) -> None:
        self._folder = data / FOLDER

    def read(self, function: str) -> TimerState | None:
        """A timer's state; ``None`` when it has none that can be read."""
        try:
            document = json.loads(self._path(function).read_text("utf-8"))
            last, due, updated = (
                datetime.fromisoformat(document[name]) for name in ("Last", "Next", "LastUpdated")
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if not all(each.tzinfo for each in (last, due, updated)):
            return None
        return TimerState(None if last.year == 1 else last, due, updated)

    def write(self, function: str, state: TimerState) -> None:
        """Remember a timer's state. Raises ``OSError``."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(function)
        partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        partial.write_text(json.dumps(state.document()), "utf-8")
        partial.replace(path)

    def _path(self, function: str) -> Path:
        return self._folder / f"{function.lower()}.json"

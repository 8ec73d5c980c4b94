"""What the host and the app say, on stdout: a line each, with its time.

Lines of the app stand under ``Function.<name>.User`` and name the invocation they belong to;
``host.json`` says by category how much is shown.
"""

import logging
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, TextIO

from nameplate_functions.clock import Clock, stamp

_LEVELS: Final = {
    "trace": 5,
    "debug": logging.DEBUG,
    "information": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
    "critical": logging.CRITICAL,
    "none": 1_000,
}
_DEFAULT: Final = "information"
_SHOWN: Final = {"INFO": "Information"}


@dataclass(frozen=True, slots=True)
class Invocation:
    """For whom something is said."""

    id: str
    function: str


CURRENT: Final[ContextVar[Invocation | None]] = ContextVar("invocation", default=None)
"""The invocation that this code works for."""


class Levels:
    """How much is shown, by category: the longest name that fits decides."""

    def __init__(self, levels: Mapping[str, str]) -> None:
        self._levels = {"default": _DEFAULT, **levels}

    def of(self, category: str) -> int:
        """The least level that is shown of a category."""
        parts = category.lower().split(".")
        for length in range(len(parts), 0, -1):
            found = self._levels.get(".".join(parts[:length]))
            if found is not None:
                return _LEVELS[found]
        return _LEVELS[self._levels["default"]]

    @property
    def least(self) -> int:
        """What some category shows; less is not worth making."""
        return min(_LEVELS[each] for each in self._levels.values())


class Journal:
    """The host's voice."""

    def __init__(self, clock: Clock, levels: Levels, out: TextIO | None = None) -> None:
        self._clock = clock
        self.levels = levels
        self._out = out

    def say(self, category: str, level: int, text: str) -> None:
        """A line, if its category shows it."""
        if level >= self.levels.of(category):
            out = self._out or sys.stdout
            out.write(f"[{stamp(self._clock.now())}] {text}\n")
            out.flush()

    def host(self, text: str, level: int = logging.INFO) -> None:
        self.say("Host.General", level, text)

    def function(self, name: str, text: str, level: int = logging.INFO) -> None:
        self.say(f"Function.{name}", level, text)


class AppLog(logging.Handler):
    """What the app logs with ``logging``."""

    def __init__(self, journal: Journal, local: object) -> None:
        super().__init__()
        self._journal = journal
        self._local = local
        """Where an app's own threads say for whom they work (``thread_local_storage``)."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            text = self.format(record)
        except (TypeError, ValueError):
            text = f"{record.msg!r} % {record.args!r}"
        invocation = CURRENT.get()
        claimed = getattr(self._local, "invocation_id", None)
        level = _SHOWN.get(record.levelname, record.levelname.capitalize())
        if invocation is not None:
            category = f"Function.{invocation.function}.User"
            self._journal.say(
                category, record.levelno, f"{level}: {text} ({category}, Id={invocation.id})"
            )
        elif claimed is not None:
            self._journal.say("Function", record.levelno, f"{level}: {text} (Id={claimed})")
        elif record.levelno >= _least_outside(record.name):
            self._journal.say("Worker", record.levelno, f"{level}: {text} ({record.name})")


def _least_outside(logger: str) -> int:
    """What is shown outside of invocations: of the host's own clients only what is grave."""
    if logger == "root":
        return logging.NOTSET
    return logging.ERROR if logger.startswith("azure.") else logging.WARNING


def hear_the_app(journal: Journal, local: object) -> None:
    """Take over what is logged; an app that configures logging itself adds to this."""
    root = logging.getLogger()
    root.addHandler(AppLog(journal, local))
    root.setLevel(journal.levels.least)

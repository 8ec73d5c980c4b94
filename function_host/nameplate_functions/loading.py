"""An app, read from its folder; what is wrong with it is said and kept, never the host's end."""

import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path

from nameplate_functions.clock import Clock
from nameplate_functions.discovery import SCRIPT, Index, index_app
from nameplate_functions.failures import AppProblem
from nameplate_functions.functions import Function
from nameplate_functions.host_json import HostJson, read_host_json
from nameplate_functions.journal import Journal, Levels, hear_the_app
from nameplate_functions.settings import Settings


@dataclass(frozen=True, slots=True)
class Loaded:
    """What there is to host."""

    app: Path
    settings: Settings
    document: HostJson
    journal: Journal
    local: threading.local
    """An app's own threads say there for which invocation they work."""
    functions: tuple[Function, ...] = ()
    problems: tuple[str, ...] = field(default=())
    """Functions that cannot run here, each with its reason."""
    failure: str = ""
    """Why nothing can run."""


def load_app(app: Path, settings: Settings, clock: Clock) -> Loaded:
    """Read ``host.json``, import the app, list its functions. Not within an event loop."""
    local = threading.local()
    journal = Journal(clock, Levels({}))
    document = HostJson()
    try:
        document = read_host_json(app)
        journal = Journal(clock, Levels(document.levels))
        hear_the_app(journal, local)
        index = _index(app, settings, document)
    except AppProblem as problem:
        journal.host(f"The function app cannot run: {problem}", logging.ERROR)
        return Loaded(app, settings, document, journal, local, failure=str(problem))
    for each in index.problems:
        journal.host(each, logging.ERROR)
    if not index.functions:
        journal.host("No functions were found.", logging.WARNING)
    return Loaded(app, settings, document, journal, local, index.functions, index.problems)


def _index(app: Path, settings: Settings, document: HostJson) -> Index:
    script = settings.get("PYTHON_SCRIPT_FILE_NAME") or SCRIPT
    found = index_app(app, script=script, only=document.functions)
    switched_off = [each for each in found.functions if _is_off(each, settings)]
    kept = tuple(each for each in found.functions if each not in switched_off)
    return Index(kept, found.problems)


def _is_off(function: Function, settings: Settings) -> bool:
    """``AzureWebJobs.<name>.Disabled``, with the spelling that shells allow."""
    name = function.name
    return settings.flag(f"AzureWebJobs.{name}.Disabled") or settings.flag(
        f"AzureWebJobs_{name}_Disabled"
    )

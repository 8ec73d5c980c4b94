"""What hosted apps may use: from the server's settings to their processes, and to ``status``."""

from typing import Any, Final

from nameplate.apphost.launching import LIMITS
from nameplate.config.settings import Settings
from nameplate.process.keeper.workload import Limits

_MEGABYTE: Final = 1024 * 1024
_HEADROOM: Final = 4
"""A process may claim that many times what all may hold: runtimes claim more than they use."""
_WATCHED: Final = (
    "no control groups: memory is looked at every second, processes are counted where each app has "
    "a user of its own, the processor is not limited"
)


def app_limits(settings: Settings) -> Limits:
    """The bounds that the settings set."""
    memory = settings.app_memory_mb * _MEGABYTE or None
    return Limits(
        files=settings.app_files,
        memory=memory and memory * _HEADROOM,
        file_size=LIMITS.file_size,
        processes=settings.app_processes or None,
        total_memory=memory,
        processor=settings.app_cpu_percent or None,
    )


def shown(settings: Settings, *, in_groups: bool | None) -> dict[str, Any]:
    """The same for people, with who sees to it."""
    told = {
        "memoryMb": settings.app_memory_mb or None,
        "cpuPercent": settings.app_cpu_percent or None,
        "files": settings.app_files,
        "processes": settings.app_processes or None,
    }
    if in_groups is None:
        return told
    return {**told, "by": "control groups" if in_groups else _WATCHED}

"""``WEBSITE_TIME_ZONE``: the clock that schedules follow. UTC when nothing is said."""

import zoneinfo
from datetime import UTC, tzinfo

from nameplate_functions.failures import AppProblem


def time_zone(name: str | None) -> tzinfo:
    """A zone by its name in the tz database, as on Linux. Raises ``AppProblem``."""
    if not name or not name.strip() or name.strip().upper() == "UTC":
        return UTC
    try:
        return zoneinfo.ZoneInfo(name.strip())
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise AppProblem(f"WEBSITE_TIME_ZONE: '{name}' is no time zone of this machine") from None

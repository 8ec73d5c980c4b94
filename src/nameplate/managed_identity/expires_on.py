"""How api-version 2017-09-01 writes ``expires_on``: its prose says seconds, its sample a date.

Both have clients that break on the other, so the format follows the client by its User-Agent.
"""

import re
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Final

_READS_DATES_ONLY: Final = re.compile(
    rb"azsdk-js-identity/[12]\."  # Date.parse in both of its App Service sources
    rb"|\Acore-http/"  # the same library before it named itself
)


class ExpiresOnFormat(StrEnum):
    """The setting ``msi2017_expires_on``."""

    AUTO = "auto"
    EPOCH = "epoch"
    DATE = "date"

    def for_client(self, user_agent: bytes) -> "ExpiresOnFormat":
        """``EPOCH`` or ``DATE``; unknown clients get seconds, as the prose says."""
        if self is not ExpiresOnFormat.AUTO:
            return self
        return ExpiresOnFormat.DATE if _needs_date(user_agent) else ExpiresOnFormat.EPOCH

    def write(self, expires_on: int) -> str:
        """A time as text: ``1795508480`` or ``11/24/2026 09:01:20 AM +00:00``."""
        if self is not ExpiresOnFormat.DATE:
            return str(expires_on)
        return datetime.fromtimestamp(expires_on, UTC).strftime("%m/%d/%Y %I:%M:%S %p +00:00")


@lru_cache(maxsize=512)
def _needs_date(user_agent: bytes) -> bool:
    return _READS_DATES_ONLY.search(user_agent) is not None

"""Azure Machine Learning's endpoint: api-version 2017-09-01, and seconds where it says a time.

Its clients are told of ``MSI_ENDPOINT`` and ``MSI_SECRET`` alone and never read dates; one of
them sends an empty ``clientid`` for the system-assigned identity.
"""

from collections.abc import Mapping
from typing import Final

V2017: Final = "2017-09-01"

HEADERS: Final[Mapping[str, str]] = {V2017: "secret"}
"""The header that shows the secret, by api-version: the only one here."""

"""Names that deployments give themselves: tokens of runs, ids of operations."""

import hashlib
import secrets
from typing import Final
from uuid import uuid4

from nameplate.resource_manager.deployments.records import OperationKind

_LAST: Final = 2**63 - 1
_TICKS_BEFORE_1970: Final = 621_355_968_000_000_000
_TICKS: Final = 10_000_000
"""Per second."""
_SPREAD: Final = 10_000
"""A millisecond of ticks: two runs that begin in it have different tokens."""


def new_token(now: float) -> str:
    """A run's token: ticks left until the end of time, so that newer runs sort first."""
    ticks = _TICKS_BEFORE_1970 + int(now * _TICKS) + secrets.randbelow(_SPREAD)
    return f"{_LAST - ticks:020d}"


def operation_id(kind: OperationKind, target: str) -> str:
    """16 hexadecimal digits, the same whenever the same is done to the same resource."""
    text = f"{kind.value}:{target.lower()}"
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest().upper()


def new_guid() -> str:
    """A tracking id."""
    return str(uuid4())

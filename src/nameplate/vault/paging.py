"""Pages: where the next one begins, and the link that says so.

The skip token is opaque, in the real one's form: unpadded base64url of
``{"NextMarker":"2!...","TargetLocation":0}`` (``reference/wire.md`` 13 and 14). A link names the
host with its port, 443 too, then api-version, the skip token, and ``maxresults`` if it was given.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import orjson

from nameplate.vault.errors import bad_parameter

T = TypeVar("T")
_MARKER_PREFIX: Final = "2!"
_TOKEN_LIMIT: Final = 4096


def skip_token(after: str) -> str:
    """The token of the page that begins after a key."""
    encoded = base64.b64encode(after.encode()).decode()
    marker = {"NextMarker": f"{_MARKER_PREFIX}{len(encoded)}!{encoded}", "TargetLocation": 0}
    return base64.urlsafe_b64encode(orjson.dumps(marker)).decode().rstrip("=")


def after_of(token: str | None) -> str:
    """The key after which a page begins; all keys are after the empty one."""
    if not token:
        return ""
    try:
        return _decode(token)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise bad_parameter("The $skiptoken is not one of this vault's.") from None


def next_link(base: str, path: str, version: str, *, token: str, size: int | None) -> str:
    """The link to the next page; ``base`` is the vault's URI without the slash."""
    host = base if base.rpartition(":")[2].isdigit() else f"{base}:443"
    limit = "" if size is None else f"&maxresults={size}"
    return f"{host}{path}?api-version={version}&$skiptoken={token}{limit}"


def cut(found: Sequence[T], size: int, key: Callable[[T], str]) -> tuple[Sequence[T], str | None]:
    """A page of at most ``size`` out of one more that was read, and the next page's token."""
    if len(found) <= size:
        return found, None
    page = found[:size]
    return page, skip_token(key(page[-1]))


def _decode(token: str) -> str:
    if len(token) > _TOKEN_LIMIT:
        raise ValueError
    padded = token + "=" * (-len(token) % 4)
    marker = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))["NextMarker"]
    prefix, length, encoded = marker.split("!", 2)
    if f"{prefix}!" != _MARKER_PREFIX or int(length) != len(encoded):
        raise binascii.Error
    return base64.b64decode(encoded, validate=True).decode()

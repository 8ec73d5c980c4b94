"""Addresses inside the portal that somebody else gave: only its own paths are followed."""

from urllib.parse import urlsplit


def own_path(given: str | None, default: str = "/") -> str:
    """A path of ours, or the default: never another host's, never a script."""
    if not given or len(given) > 2000 or not given.isprintable() or "\\" in given:
        return default
    if not given.startswith("/") or given.startswith("//"):
        return default
    try:
        parts = urlsplit(given)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else given

"""The proxy that was there before ours: what the caller's environment says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit


@dataclass(frozen=True, slots=True)
class UpstreamProxy:
    """Where traffic that is not ours goes on to; ``None`` means straight to the network."""

    https: str | None
    http: str | None
    bypass: tuple[str, ...]
    """The entries of ``NO_PROXY``, as they were written."""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "UpstreamProxy":
        """Read both spellings; the lower-case one wins, as it does for curl and Python."""
        bypass = _either(environment, "no_proxy") or ""
        return cls(
            https=_either(environment, "https_proxy") or _either(environment, "all_proxy"),
            http=_either(environment, "http_proxy") or _either(environment, "all_proxy"),
            bypass=tuple(entry for entry in bypass.replace(",", " ").split() if entry),
        )


def _either(environment: Mapping[str, str], name: str) -> str | None:
    return environment.get(name) or environment.get(name.upper()) or None


def without_password(url: str) -> str:
    """A proxy's URL as it may be shown."""
    parts = urlsplit(url)
    if "@" not in parts.netloc:
        return url
    return urlunsplit(parts._replace(netloc=f"***@{parts.netloc.rpartition('@')[2]}"))

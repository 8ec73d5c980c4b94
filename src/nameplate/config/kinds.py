"""Kinds of values: what a setting accepts, whether it is written as text or in TOML.

Text comes from the environment and from flags. Every refusal is a ``ValueError``; the caller adds
the setting's name, where it stands and ``accepts``.
"""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

_GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)
_PATTERN: Final = re.compile(r"(\*\.)?[a-z0-9.-]+", re.IGNORECASE)

REAL_SERVICE: Final = "real"
"""A route's target that lets a name out to the service itself."""
REAL_TOKENS: Final = "real-tokens+"
"""Before an emulator's URL: it may see tokens of other issuers."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a value is read, and the words that say what is accepted."""

    accepts: str
    read: Callable[[Any], Any]
    merges: bool = False
    """Whether a later source adds to an earlier one, instead of taking its place."""


def integer(low: int, high: int) -> Kind:
    """Accept a whole number within bounds."""

    def read(raw: Any) -> int:
        if isinstance(raw, str):
            raw = int(raw) if raw.strip().isascii() else None
        if isinstance(raw, bool) or not isinstance(raw, int) or not low <= raw <= high:
            raise ValueError(raw)
        return raw

    return Kind(f"a whole number from {low} to {high}", read)


def choice(*allowed: str) -> Kind:
    """Accept one of a few words."""

    def read(raw: Any) -> str:
        if raw not in allowed:
            raise ValueError(raw)
        return str(raw)

    return Kind(f"one of {', '.join(allowed)}", read)


def _flag(raw: Any) -> bool:
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    found = words.get(raw.strip().lower()) if isinstance(raw, str) else raw
    if found is True or found is False:
        return bool(found)
    raise ValueError(raw)


def _text(raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip() or not raw.isprintable():
        raise ValueError(raw)
    return raw.strip()


def _guid(raw: Any) -> str:
    text = _text(raw)
    if not _GUID.fullmatch(text):
        raise ValueError(raw)
    return text.lower()


def is_domain_name(text: str) -> bool:
    """Whether a text is a DNS name: labels of letters, digits and dashes."""
    return len(text) <= 253 and all(_LABEL.fullmatch(label) for label in text.split("."))


def _domain(raw: Any) -> str:
    text = _text(raw).lower().rstrip(".")
    if not is_domain_name(text):
        raise ValueError(raw)
    return text


def _host(raw: Any) -> str:
    text = _text(raw)
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return _domain(text)


def _private_address(raw: Any) -> str:
    address = ipaddress.IPv4Address(_text(raw))
    wide = address.is_loopback or address.is_link_local or address.is_unspecified
    if wide or not address.is_private:
        raise ValueError(raw)
    return str(address)


def _https_url(raw: Any) -> str:
    text = _text(raw)
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(raw)
    return text if text.endswith("/") else f"{text}/"


def _audiences(raw: Any) -> tuple[str, ...]:
    items = raw.replace(",", " ").split() if isinstance(raw, str) else raw
    if not isinstance(items, list | tuple):
        raise ValueError(raw)  # noqa: TRY004 - one kind of refusal for text and TOML alike
    audiences = tuple(_text(item) for item in items)
    if any(":" not in audience and not _GUID.fullmatch(audience) for audience in audiences):
        raise ValueError(raw)
    return audiences


def _hosts(raw: Any) -> tuple[str, ...]:
    items = raw.replace(",", " ").split() if isinstance(raw, str) else raw
    if not isinstance(items, list | tuple):
        raise ValueError(raw)  # noqa: TRY004 - one kind of refusal for text and TOML alike
    return tuple(_host_pattern(_text(item).lower()) for item in items)


def _host_pattern(text: str) -> str:
    name, colon, port = text.partition(":")
    if not is_domain_name(name.removeprefix("*.")):
        raise ValueError(text)
    if colon and not (port.isascii() and port.isdigit() and 0 < int(port) <= 65535):
        raise ValueError(text)
    return text


def _target(raw: Any) -> str:
    text = _text(raw)
    parts = urlsplit(text.removeprefix(REAL_TOKENS))
    if text != REAL_SERVICE and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError(raw)
    return text


def _pair(text: str) -> tuple[str, str]:
    pattern, equals, target = text.partition("=")
    if not equals:
        raise ValueError(text)
    return pattern, target


def _routes(raw: Any) -> dict[str, str]:
    if isinstance(raw, dict):
        pairs = list(raw.items())
    else:
        pairs = [_pair(item) for item in (raw.split() if isinstance(raw, str) else raw)]
    if not all(isinstance(pattern, str) and _PATTERN.fullmatch(pattern) for pattern, _ in pairs):
        raise ValueError(raw)
    return {pattern.lower(): _target(target) for pattern, target in pairs}


FLAG: Final = Kind("true or false", _flag)
TEXT: Final = Kind("a text that is not empty", _text)
GUID: Final = Kind("a GUID such as 2f3c6a0e-0000-4000-8000-000000000001", _guid)
DOMAIN: Final = Kind("a DNS name such as id.contoso.example", _domain)
HOST: Final = Kind("an IP address or a host name", _host)
PRIVATE_ADDRESS: Final = Kind(
    "an IPv4 address of a private network, such as 172.17.0.1", _private_address
)
HTTPS_URL: Final = Kind("an https:// URL without query", _https_url)
AUDIENCES: Final = Kind("resource URIs or client ids (a list; in text, with spaces)", _audiences)
HOSTS: Final = Kind(
    "host names, maybe as *.contoso.example or with a :port (a list; in text, with spaces)", _hosts
)
ROUTES: Final = Kind(
    "host patterns with an http(s):// URL (or 'real') each: pattern=URL in text, "
    "a table [routes] in TOML",
    _routes,
    merges=True,
)

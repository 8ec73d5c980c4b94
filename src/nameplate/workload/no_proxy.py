"""``NO_PROXY`` for a child: what the caller had, without what would pass us by.

Entries are understood as curl, Go, Python and requests do: a name stands for itself and all below
it, with or without a leading dot or ``*.``; ``*`` for everything. Pure.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from nameplate.core.cloud import Cloud

ALWAYS: Final = ("localhost", "127.0.0.1", "::1")


def rebuilt(entries: Sequence[str], cloud: Cloud) -> str:
    """The value for both spellings: nothing that we serve or refuse goes past our proxy."""
    kept = (entry for entry in entries if not _hides_ours(entry, cloud))
    return ",".join(dict.fromkeys((*ALWAYS, *kept)))


def for_direct_mode(entries: Sequence[str], cloud: Cloud) -> str:
    """The value when there is no proxy of ours: our own names go straight to us."""
    return ",".join(dict.fromkeys((*ALWAYS, *_parents(_names(cloud)), *entries)))


def _hides_ours(entry: str, cloud: Cloud) -> bool:
    bare = _bare(entry)
    if bare == "*" or not bare:
        return True
    if bare in ALWAYS:
        return False
    if cloud.serves(bare) or cloud.refuses(bare):
        return True
    return any(name == bare or name.endswith(f".{bare}") for name in _names(cloud))


def _bare(entry: str) -> str:
    """``*.contoso.example:443`` -> ``contoso.example``."""
    text = entry.strip().lower()
    host, colon, port = text.rpartition(":")
    if colon and port.isdecimal() and ":" not in host:
        text = host
    return text if text == "*" else text.removeprefix("*").strip(".")


def served_or_refused(cloud: Cloud) -> tuple[str, ...]:
    """Every name and suffix that the proxy decides about: what a client's hook must send to it."""
    return tuple(sorted(set(_names(cloud))))


def _names(cloud: Cloud) -> tuple[str, ...]:
    return (
        cloud.authority_host,
        *cloud.authority_aliases,
        cloud.resource_manager_host,
        cloud.graph_host,
        cloud.vault_suffix,
        cloud.sites_suffix,
        *cloud.refused_suffixes,
    )


def _parents(names: Iterable[str]) -> list[str]:
    """The names that are not below another of them."""
    every = set(names)
    return sorted(name for name in every if not any(name.endswith(f".{other}") for other in every))

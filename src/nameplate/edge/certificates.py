"""Certificates made on demand: the TLS name that a client asks for chooses its context.

RFC 6066 section 3 (server name indication), RFC 8446. Only names that are served get a
certificate; a handshake for any other ends with the alert ``unrecognized_name`` (which uvloop does
not send: clients see the connection close).
"""

import logging
import os
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol, TypeVar

from nameplate.crypto.leaves import Leaf

_DESCRIPTORS: Final = Path("/proc/self/fd")

C = TypeVar("C", bound=ssl.SSLContext)

_logger = logging.getLogger(__name__)


class Leaves(Protocol):
    """Who makes certificates for servers (``crypto.authorities.LeafIssuer``)."""

    def leaf(self, host: str) -> Leaf:
        """The chain and the key of a host; the same until they are renewed."""
        ...


class HostContext(ssl.SSLContext):
    """The context of one host; ``host`` is ``None`` for clients that name none."""

    host: str | None


class ServerCertificates:
    """The TLS side of a listener.

    ``default_host`` is whose certificate a client gets that names no host, as clients that
    connect to an address do; without it they are refused.
    """

    def __init__(
        self,
        leaves: Leaves,
        serves: Callable[[str], bool],
        *,
        default_host: str | None = None,
        limit: int = 512,
    ) -> None:
        self._leaves = leaves
        self._serves = serves
        self._default_host = default_host
        self._limit = limit
        self._held: dict[str | None, tuple[Leaf, HostContext]] = {}
        self.context: Final = _server_context(ssl.SSLContext)
        self.context.sni_callback = self._choose

    def _choose(
        self, connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext
    ) -> int | None:
        host = name.lower() if name is not None else None
        issued_to = self._default_host if host is None else host
        if issued_to is None or (host is not None and not self._serves(host)):
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        try:
            connection.context = self._context(host, issued_to)
        except Exception:
            _logger.exception("a certificate could not be made", extra={"host": issued_to})
            return ssl.ALERT_DESCRIPTION_INTERNAL_ERROR
        return None

    def _context(self, host: str | None, issued_to: str) -> HostContext:
        leaf = self._leaves.leaf(issued_to)
        held = self._held.get(host)
        if held is not None and held[0] is leaf:
            return held[1]
        context = _server_context(HostContext)
        context.host = host
        _load(context, leaf)
        while len(self._held) >= self._limit:
            self._held.pop(next(iter(self._held)))
        self._held[host] = (leaf, context)
        return context


def server_name(connection: object) -> str | None:
    """The TLS name under which a connection was accepted; ``None``: none was named, or no TLS."""
    context = getattr(connection, "context", None)
    return context.host if isinstance(context, HostContext) else None


def _server_context(kind: type[C]) -> C:
    context = kind(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    context.num_tickets = 1
    return context


def _load(context: ssl.SSLContext, leaf: Leaf) -> None:
    """Give a context its certificate. The key stays in memory where the system allows it."""
    if hasattr(os, "memfd_create") and _DESCRIPTORS.is_dir():
        with os.fdopen(os.memfd_create("leaf"), "wb") as file:
            file.write(leaf.key_pem + leaf.chain_pem)
            file.flush()
            context.load_cert_chain(_DESCRIPTORS / str(file.fileno()))
        return
    from tempfile import NamedTemporaryFile  # noqa: PLC0415 - 5 ms that Linux never needs

    with NamedTemporaryFile() as file:
        file.write(leaf.key_pem + leaf.chain_pem)
        file.flush()
        context.load_cert_chain(file.name)

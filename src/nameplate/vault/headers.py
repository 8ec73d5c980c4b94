"""The headers that stand on every answer of a vault, as ready bytes (``reference/wire.md`` 16)."""

from typing import Final

from nameplate.edge.http import RawHeaders, Request, encode_headers
from nameplate.vault.records import VaultAccount

# The service whose recorded behaviour this room follows. Some clients log it; none reads it.
SERVICE_VERSION: Final = "1.9.3070.2"
_CLIENTS_LIMIT: Final = 1024
_CLIENT_REQUEST_ID: Final = b"x-ms-client-request-id"
_CLIENT_REQUEST_ID_LENGTH: Final = 256

_CONTENT: Final[RawHeaders] = [(b"content-type", b"application/json; charset=utf-8")]
_COMMON: Final[RawHeaders] = encode_headers(
    (
        ("Cache-Control", "no-cache"),
        ("Pragma", "no-cache"),
        ("Expires", "-1"),
        ("Strict-Transport-Security", "max-age=31536000;includeSubDomains"),
        ("X-Content-Type-Options", "nosniff"),
        ("x-ms-keyvault-service-version", SERVICE_VERSION),
    )
)


class HeaderBlocks:
    """Blocks of header fields, kept per region and client so that an answer only refers to them."""

    def __init__(self) -> None:
        self._blocks: dict[tuple[str, str], RawHeaders] = {}

    def of(self, request: Request, account: VaultAccount | None, *, body: bool) -> RawHeaders:
        """A new list of the fields for an answer; ``body`` says whether it has one."""
        region = account.location if account is not None else ""
        block = self._blocks.get((region, request.client))
        if block is None:
            block = self._keep(region, request.client)
        echo = _echo(request)
        if body:
            return [*_CONTENT, *block, *echo]
        return [*block, *echo]

    def _keep(self, region: str, client: str) -> RawHeaders:
        if len(self._blocks) >= _CLIENTS_LIMIT:
            self._blocks.clear()
        block = [*_COMMON, *encode_headers([("x-ms-keyvault-network-info", _network(client))])]
        if region:
            block += encode_headers([("x-ms-keyvault-region", region)])
        self._blocks[region, client] = block
        return block


def _network(client: str) -> str:
    six = ":" in client
    kind, family = ("Ipv6", "InterNetworkV6") if six else ("Ipv4", "InterNetwork")
    return f"conn_type={kind};addr={client or '127.0.0.1'};act_addr_fam={family};"


def _echo(request: Request) -> RawHeaders:
    for name, value in request.raw_headers:
        if name == _CLIENT_REQUEST_ID:
            return [(name, value)] if _is_fit(value) else []
    return []


def _is_fit(value: bytes) -> bool:
    return len(value) <= _CLIENT_REQUEST_ID_LENGTH and value.isascii()

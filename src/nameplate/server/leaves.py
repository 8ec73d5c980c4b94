"""Server certificates of both local authorities, kept between starts.

A warm start finds the leaves of the last one in a sealed file, so that it neither loads X.509 nor
signs. The file is a cache: without it the same leaves are made again.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from nameplate.core.clock import Clock
from nameplate.crypto.authorities import AuthorityRecord
from nameplate.crypto.certificates import pem_section
from nameplate.crypto.envelope import Envelope
from nameplate.crypto.leaves import Leaf, LeafIssuer
from nameplate.server.sealed_files import read_sealed, write_sealed

_KEPT = 200


class KeptLeaves:
    """Issues a leaf from the authority that permits its name (``edge``'s ``Leaves``)."""

    def __init__(
        self,
        records: tuple[AuthorityRecord, ...],
        envelope: Envelope,
        clock: Clock,
        path: Path,
    ) -> None:
        self._path = path
        self._envelope = envelope
        ready = _read(path, envelope)
        self._clock = clock
        self._issuers = tuple(
            LeafIssuer(record, envelope, clock, ready=ready.get(record.authority_id))
            for record in records
        )
        self._known = self._count()

    def use(self, records: tuple[AuthorityRecord, ...]) -> None:
        """Sign with these from now on; leaves of those that stay are kept."""
        held = {issuer.authority.authority_id: issuer for issuer in self._issuers}
        self._issuers = tuple(
            held.get(record.authority_id) or LeafIssuer(record, self._envelope, self._clock)
            for record in records
        )

    def leaf(self, host: str) -> Leaf:
        """The leaf of a host. Raises LookupError for a name of neither."""
        for issuer in self._issuers:
            if issuer.authority.permits(host):
                return issuer.leaf(host)
        raise LookupError("no local authority may sign for this name")

    def served(self, host: str) -> bytes:
        """The certificate (DER) of a host. It is kept at once: somebody pins it."""
        chain = self.leaf(host).chain_pem
        self.keep()
        found = pem_section(chain, b"CERTIFICATE")
        if found is None:
            raise LookupError("the chain has no certificate")
        return found

    def keep(self) -> None:
        """Write what was made since the start, for the next one."""
        if self._count() != self._known:
            document = {issuer.authority.authority_id: _rows(issuer) for issuer in self._issuers}
            write_sealed(self._path, orjson.dumps(document), self._envelope)
            self._known = self._count()

    def _count(self) -> int:
        return sum(len(issuer.made()) for issuer in self._issuers)


def _rows(issuer: LeafIssuer) -> list[dict[str, Any]]:
    return [
        {
            "host": leaf.host,
            "chain": leaf.chain_pem.decode("ascii"),
            "key": leaf.key_pem.decode("ascii"),
            "notAfter": leaf.not_after,
        }
        for leaf in list(issuer.made().values())[-_KEPT:]
    ]


def _read(path: Path, envelope: Envelope) -> Mapping[str, Mapping[str, Leaf]]:
    content = read_sealed(path, envelope)
    if content is None:
        return {}
    return {
        authority: {
            row["host"]: Leaf(
                row["host"], row["chain"].encode(), row["key"].encode(), row["notAfter"]
            )
            for row in rows
        }
        for authority, rows in orjson.loads(content).items()
    }

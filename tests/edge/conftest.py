"""Real TLS for tests: an authority of the house and a client that trusts its root alone."""

import ssl
from dataclasses import dataclass

import pytest

from nameplate.core.clock import SystemClock
from nameplate.crypto.authorities import AuthorityRecord, create_authority
from nameplate.crypto.leaves import LeafIssuer
from tests.fakes.keys import envelope


@dataclass(frozen=True)
class Trust:
    """An authority for the names of tests, and what its clients need."""

    authority: AuthorityRecord
    leaves: LeafIssuer

    def client(self, **options: ssl.TLSVersion) -> ssl.SSLContext:
        context = ssl.create_default_context(cadata=self.authority.root_pem.decode())
        for name, value in options.items():
            setattr(context, name, value)
        return context


@pytest.fixture(scope="session")
def trust() -> Trust:
    clock = SystemClock()
    authority = create_authority(
        "own", ("example", "localhost", "azure.net"), clock.now(), envelope()
    )
    return Trust(authority, LeafIssuer(authority, envelope(), clock))

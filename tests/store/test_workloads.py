"""Assignments and bindings over a database keep the protocol, and a header secret is unique."""

import sqlite3
from dataclasses import replace

import pytest

from tests.conformance.directory_kit import BINDING, WorkloadsKit
from tests.conformance.stores import Store


class TestStoredWorkloads(WorkloadsKit):
    """The kit, and what a database adds."""

    async def test_two_bindings_never_share_a_digest(self, store: Store) -> None:
        await store.write(lambda work: store.directory.save_binding(work, BINDING))
        twin = replace(BINDING, binding_id="binding-2")
        with pytest.raises(sqlite3.IntegrityError):
            await store.write(lambda work: store.directory.save_binding(work, twin))

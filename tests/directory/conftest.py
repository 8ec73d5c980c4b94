"""A directory over fakes."""

from dataclasses import dataclass

import pytest

from nameplate.crypto.hashing import KeyedHash
from nameplate.directory.directory import Directory
from tests.fakes.clock import FakeClock
from tests.fakes.directory_records import FakeDirectoryRecords
from tests.fakes.keys import master_key
from tests.fakes.units import FakeUnitOfWork, FakeUnits


@dataclass(frozen=True, slots=True)
class World:
    """The directory, and what stands behind it."""

    directory: Directory
    records: FakeDirectoryRecords
    clock: FakeClock
    units: FakeUnits

    def begin(self) -> FakeUnitOfWork:
        return self.units.begin()


@pytest.fixture
def world() -> World:
    records, clock, units = FakeDirectoryRecords(), FakeClock(), FakeUnits()
    keyed_hash = KeyedHash(master_key(), "test")
    directory = Directory(records, keyed_hash, clock, units.epoch, password_cost=2)
    return World(directory, records, clock, units)

"""One platform for all tests of the room; each finds it as it was."""

from collections.abc import Iterator

import pytest

from nameplate.testing.platform import Platform


@pytest.fixture(scope="session")
def shared() -> Iterator[Platform]:
    with Platform() as platform:
        yield platform


@pytest.fixture
def platform(shared: Platform) -> Iterator[Platform]:
    with shared.kept():
        yield shared

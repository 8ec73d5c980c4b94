"""The pytest plugin: loaded in every suite where the package is installed, for next to nothing.

``nameplate``           a platform that is as before at the end of each test
``nameplate_platform``  the same platform, for what a session or a module sets up once
``nameplate_settings``  settings of it, to be overridden in a ``conftest.py``

Each worker of pytest-xdist has a platform of its own, on free ports in a folder of its own.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from nameplate.testing.platform import Platform


@pytest.fixture(scope="session")
def nameplate_settings() -> Mapping[str, object]:
    """Settings of the platform, as in ``nameplate.toml``: override it to change some."""
    return {}


@pytest.fixture(scope="session")
def nameplate_platform(nameplate_settings: Mapping[str, object]) -> "Iterator[Platform]":
    """A platform for the whole session: what is set up here stays for the tests that follow."""
    from nameplate.testing import Platform  # noqa: PLC0415 - the whole house

    with Platform(nameplate_settings) as platform:
        yield platform


@pytest.fixture
def nameplate(nameplate_platform: "Platform") -> "Iterator[Platform]":
    """A platform for one test: apps, vaults and secrets, faults, a clock to move."""
    with nameplate_platform.kept():
        yield nameplate_platform

"""The environment of this process, read in one place and handed on as a value."""

import os
from collections.abc import MutableMapping


def read_environment() -> dict[str, str]:
    """Return the environment as it is now: a copy, which nothing below changes."""
    return dict(os.environ)


def process_environment() -> MutableMapping[str, str]:
    """The environment itself, for whoever changes it for a while: a test that is an app."""
    return os.environ

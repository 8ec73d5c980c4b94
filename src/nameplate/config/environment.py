"""The environment of this process, read in one place and handed on as a value."""

import os


def read_environment() -> dict[str, str]:
    """Return the environment as it is now: a copy, which nothing below changes."""
    return dict(os.environ)

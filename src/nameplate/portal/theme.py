"""Light, dark, or as the system has it: a cookie that holds nothing else."""

from collections.abc import Mapping
from typing import Final

COOKIE: Final = "nameplate-theme"
THEMES: Final = ("auto", "light", "dark")
LASTS: Final = 365 * 24 * 3600


def theme_of(cookies: Mapping[str, str]) -> str:
    """The theme that a browser asked for."""
    wanted = cookies.get(COOKIE, "auto")
    return wanted if wanted in THEMES else "auto"

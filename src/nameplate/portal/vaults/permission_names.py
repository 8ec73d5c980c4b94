"""Permissions to secrets, in the order in which people think of them, with what each allows."""

from collections.abc import Iterable
from typing import Final

SECRETS: Final = (
    ("get", "Get: read a value"),
    ("list", "List: see names and attributes"),
    ("set", "Set: write values, change attributes"),
    ("delete", "Delete"),
    ("recover", "Recover what was deleted"),
    ("purge", "Purge: remove it for good"),
    ("backup", "Back up"),
    ("restore", "Restore a backup"),
)
EVERYDAY: Final = ("get", "list", "set", "delete", "recover", "backup", "restore")
"""What somebody who looks after a vault needs; purging is asked for apart."""


def held(names: Iterable[str]) -> frozenset[str]:
    """Names as boxes show them: lower case, ``all`` as each of them."""
    found = frozenset(each.lower() for each in names)
    return frozenset(name for name, _ in SECRETS) if "all" in found else found

"""What runs found, kept beside the declarations: a machine without a toolchain reads it here."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from conformance.matrix.declared import HERE, Client
from conformance.matrix.verdict import Cell

FILE: Final = HERE / "results.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the last run of a client found: everything good but these cells."""

    packages: tuple[str, ...]
    failed: frozenset[Cell]


Results = dict[str, Kept]
"""By a client's name; one that is not there has never been run with these versions."""


def read(clients: Iterable[Client]) -> Results:
    """The stored results of the clients as they are declared now."""
    if not FILE.exists():
        return {}
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    found: Results = {}
    for client in clients:
        kept = stored.get(client.name)
        if kept is not None and tuple(kept["packages"]) == client.packages:
            cells = frozenset(Cell(client.name, *words.split()) for words in kept["failed"])
            found[client.name] = Kept(client.packages, cells)
    return found


def text(results: Results) -> str:
    """As it is stored."""
    document = {
        name: {
            "packages": list(kept.packages),
            "failed": [str(cell).partition(" ")[2] for cell in sorted(kept.failed)],
        }
        for name, kept in sorted(results.items())
    }
    return json.dumps(document, indent=1) + "\n"

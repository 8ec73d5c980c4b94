"""The wire against recordings of the real service, where they are at hand."""

from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from tests.vault.replay import Replay

KNOWN: Final = {
    "kv-0080": "one build of the service put id before value",
    "kv-0193": "a vault without soft delete, which no vault of today can be",
    "kv-0245": "deletion is instant here",
    "kv-0274": "an empty page that is not the last: ours are never empty",
    "kv-0304": "an empty page that is not the last",
    "kv-0312": "an empty page that is not the last",
}
"""What is answered otherwise on purpose, and why."""
RECORDINGS: Final = (
    Path(__file__).parents[2].parent / "shared" / "vectors" / "wire" / "keyvault-secrets.json"
)


@pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not at hand")
async def test_recorded_exchanges_are_answered_as_recorded() -> None:
    sequences: dict[str, list[dict[str, Any]]] = {}
    for record in orjson.loads(RECORDINGS.read_bytes()):
        sequences.setdefault(record["sequence"], []).append(record)

    differences = [
        f"{difference.id} {name}: {difference.what}"
        for name, records in sequences.items()
        for difference in await Replay(records).run()
    ]

    assert [text for text in differences if text.split()[0] not in KNOWN] == []
    assert len(differences) == len(KNOWN)

"""Whether the lines of clients' files that explain gaps hold what they are said to hold."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from conformance.matrix.declared import Client


def wrong(client: Client, told: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with a client's citations, as far as its files are on this machine."""
    roots = [_expanded(root, told) for root in client.roots]
    for gap in client.gaps:
        if gap.holds is None:
            continue
        name, _, number = gap.cites.rpartition(":")
        path = next((root / name for root in roots if (root / name).is_file()), None)
        if path is None:
            continue
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        line = lines[int(number) - 1] if int(number) <= len(lines) else ""
        if gap.holds not in line:
            yield f"{client.name}: {gap.cites} holds `{line.strip()}`, not `{gap.holds}`"


def _expanded(words: str, told: Mapping[str, str]) -> Path:
    """A folder as bash reads it: variables, and what a command prints."""
    done = subprocess.run(
        ["bash", "-c", f'printf %s "{words}"'],
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=False,
    )
    return Path(done.stdout)

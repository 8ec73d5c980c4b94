"""``python -m tests.fidelity [--home DIR] [--order] FILE...``: play recordings, compare, tell.

Without a home that is served already (``--home`` or ``NAMEPLATE_HOME``) it starts the installed
``nameplate up`` in a temporary one. Exit status 0 when every difference has its reason.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.fidelity import report
from tests.fidelity.play import Player
from tests.fidelity.records import read_files
from tests.fidelity.scenarios.managed_identity import APP
from tests.running import Platform


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fidelity", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--home", type=Path, help="a home that a running `up` serves")
    parser.add_argument("--order", action="store_true", help="compare the order of fields, too")
    parser.add_argument("--only", default="", help="only sequences whose name or service has this")
    parser.add_argument("--write-docs", action="store_true", help="renew docs/fidelity.md and end")
    arguments = parser.parse_args(words)
    if not arguments.files and not arguments.write_docs:
        parser.error('name files of recordings: make fidelity FILES="a.json b.json"')
    return arguments


def _platform(home: Path | None, stack: ExitStack) -> Platform:
    given = home or (Path(text) if (text := os.environ.get("NAMEPLATE_HOME")) else None)
    if given is not None:
        return Platform(given)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="nameplate-fidelity-"))
    # Deletions and recoveries take the time that they take at the real service, in small.
    settings = {"NAMEPLATE_IMDS_APP": APP, "NAMEPLATE_DELETION_SECONDS": "1"}
    return stack.enter_context(Platform(Path(folder) / "home", settings=settings))


def main(words: Sequence[str]) -> int:
    """Run; the last line printed is ``N of M equal``."""
    arguments = _arguments(words)
    reasons = report.read_accepted()
    if arguments.write_docs:
        document = report.DOCUMENT.read_text(encoding="utf-8")
        report.DOCUMENT.write_text(report.with_section(document, reasons), encoding="utf-8")
        return 0
    sequences = [
        sequence
        for sequence in read_files(arguments.files)
        if arguments.only in sequence.name or arguments.only in sequence.service
    ]
    began = time.monotonic()
    with ExitStack() as stack:
        platform = _platform(arguments.home, stack)
        player = Player(platform, own=platform.settings != {}, order=arguments.order)
        outcomes = [outcome for sequence in sequences for outcome in player.play(sequence)]
    accepted = report.by_id(reasons)
    print(f"played {len(sequences)} sequences in {time.monotonic() - began:.1f} s")  # noqa: T201
    print("\n".join(report.lines(outcomes, accepted)))  # noqa: T201 - the report
    played = [each for each in outcomes if each.left_out is None]
    return int(any(not o.equal and o.id not in accepted for o in played))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

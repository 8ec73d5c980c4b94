"""``python -m benchmarks``: measure, print the tables, keep the numbers."""

import argparse
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks import machine, report
from benchmarks.measure import Plan, measure

_RESULTS: Final = Path(__file__).parent / "results"
_INTRODUCTION: Final = Path(__file__).parent / "introduction.md"


def main() -> int:
    """Run the benchmarks; the status is 0 whatever the numbers are."""
    arguments = _parser().parse_args()
    kind = machine.kind()
    with tempfile.TemporaryDirectory(prefix="nameplate-bench-") as folder:
        plan = Plan(arguments.rounds, arguments.seconds, Path(folder), machine.Cores.found())
        run = measure(plan)
    name = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ.json")
    report.write(_RESULTS / name, report.document(run, kind))
    print(report.tables(run))
    print(f"\nnumbers: benchmarks/results/{name}", file=sys.stderr)
    if arguments.page is not None:
        arguments.page.write_text(report.page(run, kind, _INTRODUCTION.read_text()))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of everything (default: 5)")
    parser.add_argument(
        "--seconds", type=float, default=2.0, help="seconds of each load (default: 2)"
    )
    parser.add_argument("--page", type=Path, help="also write the page docs/benchmarks.md here")
    return parser


if __name__ == "__main__":
    sys.exit(main())

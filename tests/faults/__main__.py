"""``python -m tests.faults [--rounds N]``: kill -9 under writes; the last line sums up."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.faults.killing import Report, kill_again_and_again
from tests.running import installed_command


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = kill_again_and_again(
            Path(folder) / "home", installed_command(), rounds=chosen.rounds, seed=chosen.seed
        )
    show(report)
    return 0 if report.faultless else 1


def show(report: Report) -> None:
    """The numbers of a run."""
    ready = sorted(report.ready_seconds)
    sys.stdout.write(
        f"rounds {report.rounds}, acknowledged writes {report.acknowledged}, lost "
        f"{len(report.lost)}, changed facts {len(report.changed)}\n"
        f"ready again: median {ready[len(ready) // 2]:.3f} s, worst {ready[-1]:.3f} s\n"
    )
    for line in (*report.lost[:20], *report.changed[:20]):
        sys.stdout.write(f"  {line}\n")
    sys.stdout.write("no acknowledged write lost\n" if report.faultless else "FAULTS FOUND\n")


if __name__ == "__main__":
    sys.exit(main())

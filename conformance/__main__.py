"""``python -m conformance [pytest words]``: every official SDK whose toolchain is on this machine.

The programs lie here, one folder per language; ``tests/acceptance`` runs them with the installed
command, and ``conformance.matrix`` those of ``matrix``. What could not be run for lack of a
toolchain is listed at the end, and is no failure. With pytest's words only the tests are run; with
``--last-failed`` among them also the matrix, if it is what failed.
"""

import shutil
import subprocess
import sys
from pathlib import Path

NOTHING_RUN = 5
"""What pytest ends with where no test was left to run."""
FAILED = Path(__file__).parents[1] / ".work" / "matrix" / "failed"
"""Is there when the matrix failed the last time, and holds its status."""
OTHER_PAGE = 3
"""What the matrix ends with where the committed page is not what it found."""
TOOLCHAINS = {
    "Python": ("python3",),
    "JavaScript": ("node", "npm"),
    "Chromium": ("chromium", "node"),
    "C# (Mono)": ("mono", "mcs"),
    "uv": ("uv",),
    "pipx": ("pipx",),
}


def main(words: list[str]) -> int:
    """Run the acceptance tests and the matrix; 0 where both passed."""
    return max(acceptance(words), matrix(words))


def acceptance(words: list[str]) -> int:
    """Run the acceptance tests; their status."""
    # In a process of its own: pytest's words, and its way of ending, stay its own. The tests wait
    # for other programs most of the time, so two files are run at once; more would only slow down
    # those that measure how soon something is back.
    status = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-m", "acceptance", "tests/acceptance"),
            *("-n", "2", "--dist", "loadfile", *words),
        ],
        check=False,
    ).returncode
    print("\nToolchains:")
    for name, programs in TOOLCHAINS.items():
        missing = [program for program in programs if shutil.which(program) is None]
        print(f"  {name:12} {'missing: ' + ', '.join(missing) if missing else 'run'}")
    nothing_left = status == NOTHING_RUN and "--last-failed" in words
    return 0 if nothing_left else status


def matrix(words: list[str]) -> int:
    """Run the matrix of clients where no test is picked; its status."""
    if words and not ("--last-failed" in words and FAILED.exists()):
        return 0
    print("\nMatrix:", flush=True)
    if words and FAILED.read_text(encoding="utf-8") == str(OTHER_PAGE):
        print("docs/conformance.md was not what the run found: to run again does not mend that")
        return OTHER_PAGE
    status = subprocess.run([sys.executable, "-m", "conformance.matrix"], check=False).returncode
    FAILED.unlink(missing_ok=True)
    if status:
        FAILED.parent.mkdir(parents=True, exist_ok=True)
        FAILED.write_text(str(status), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""``python -m conformance [pytest words]``: every official SDK whose toolchain is on this machine.

The programs lie here, one folder per language; ``tests/acceptance`` runs them with the installed
command. What could not be run for lack of a toolchain is listed at the end, and is no failure.
"""

import shutil
import subprocess
import sys

TOOLCHAINS = {
    "Python": ("python3",),
    "JavaScript": ("node", "npm"),
    "C# (Mono)": ("mono", "mcs"),
    "uv": ("uv",),
    "pipx": ("pipx",),
}


def main(words: list[str]) -> int:
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
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

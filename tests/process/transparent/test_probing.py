"""Whether a command can have a network of its own is tried, not guessed."""

import shutil
import subprocess
import sys

import pytest

from nameplate.process.transparent.probing import transparent_problem


def test_it_is_possible_or_there_are_words_for_why_not() -> None:
    problem = transparent_problem()

    assert problem is None or "--mode proxy" in problem


@pytest.mark.parametrize("limit", ["max_net_namespaces", "max_mnt_namespaces"])
def test_a_kernel_that_forbids_it_is_understood(limit: str) -> None:
    """Under a user namespace whose limits are set to nothing, as a machine's can be."""
    if shutil.which("unshare") is None or transparent_problem() is not None:
        pytest.skip("no namespaces here")
    program = (
        "from nameplate.process.transparent.probing import transparent_problem as problem\n"
        "print(problem())"
    )
    script = f'echo 0 > /proc/sys/user/{limit} || exit 9; exec "$0" -c "$1"'
    words = ["unshare", "--user", "--map-root-user", "sh", "-c", script, sys.executable, program]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode == 9:
        pytest.skip("the limit cannot be set here")

    assert done.stdout.startswith(f"user.{limit} is 0: ")

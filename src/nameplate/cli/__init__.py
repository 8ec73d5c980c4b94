"""The command line: az's words for the control plane, and ``run``, ``up``, ``env``, ``doctor``.

Owns the grammar, what is printed and how a command ends; a file per command group. It reaches the
control plane by its REST API alone, signed in as the operator: there is no private door. Heavy
imports stand inside the commands that need them, because a start is paid by every call.
"""

import gc
import sys

_YOUNG_OBJECTS = 100_000


def main() -> int:
    """Run the command line of this process; the entry point of the ``nameplate`` script."""
    # what a start makes, it keeps: looking through it for garbage is a third of a short command
    gc.set_threshold(_YOUNG_OBJECTS, 20, 20)
    from nameplate.cli.program import run_program  # noqa: PLC0415 - ``import nameplate.cli`` is free

    return run_program(sys.argv[1:])

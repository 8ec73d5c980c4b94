"""Whether apps can be isolated here: tried once, with nothing at stake."""

import os

from nameplate.process.keeper import isolation, kernel
from nameplate.process.keeper.workload import Workload


def isolation_problem() -> str | None:
    """Why apps cannot be isolated on this machine; ``None`` when they can."""
    heard, said = os.pipe2(os.O_CLOEXEC)
    child = os.fork()
    if child == 0:
        os.close(heard)
        os.write(said, _tried().encode("utf-8", "replace"))
        os._exit(0)
    os.close(said)
    with os.fdopen(heard, "rb") as reading:
        words = reading.read().decode("utf-8", "replace")
    os.waitpid(child, 0)
    return words or None


def _tried() -> str:
    """Everything that ``isolation`` does, in a process of its own."""
    user = 65_534 if os.getuid() == 0 else None
    probe = Workload("probe", ("true",), {}, "/", "", user=user, isolated=True)
    try:
        isolation.leave(probe)
        inner = os.fork()
        if inner == 0:
            os._exit(_furnished())
        _, status = os.waitpid(inner, 0)
    except OSError as problem:
        return problem.strerror or str(problem)
    return "" if status == 0 else "the kernel forbids mounting /proc in a new namespace"


def _furnished() -> int:
    try:
        kernel.keep_mounts_private()
        kernel.mount_processes()
    except OSError:
        return 1
    return 0

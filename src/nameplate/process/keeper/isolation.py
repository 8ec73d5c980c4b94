"""What an app does not see: the home, other apps' folders, other processes.

A new mount namespace puts empty folders over what is hidden and shows again what the app needs; a
new process namespace has nobody in it but the app. Root needs no user namespace for that, and gives
each app a user of its own; for everybody else a user namespace with their own user in it opens the
door (``user_namespaces(7)``), and ``exec`` takes every capability away again. A folder that the
app's user cannot enter on the way to what it needs (``/root``) is hidden in the same way, so that
what lies in it can be shown.
"""

import contextlib
import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from nameplate.process.keeper import kernel
from nameplate.process.keeper.workload import Workload


def leave(workload: Workload) -> None:
    """Enter the namespaces that the next fork's child will be the first in. Raises OSError."""
    user, group = os.getuid(), os.getgid()
    namespaces = kernel.NEW_MOUNTS | kernel.NEW_IPC | kernel.NEW_PROCESSES
    if user == 0 and workload.user is not None:
        kernel.unshare(namespaces)
        return
    kernel.unshare(namespaces | kernel.NEW_USER)
    Path("/proc/self/setgroups").write_text("deny", "ascii")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "ascii")


def furnish(workload: Workload) -> None:
    """In the new namespaces: hide, show, and mount ``/proc``. Raises OSError."""
    kernel.keep_mounts_private()
    os.umask(0o022)  # what is made here is for the app's user
    user = workload.user if workload.user is not None else os.getuid()
    shown = [os.path.realpath(each) for each in workload.shown]
    hidden = [os.path.realpath(each) for each in workload.hidden]
    with contextlib.ExitStack() as stack:
        held = []
        for path in shown:
            descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
            stack.callback(os.close, descriptor)
            held.append((path, descriptor))
        masks = masked(hidden, shown, user)
        for mask in masks:
            kernel.mount_empty(mask)
        for path, descriptor in held:
            if any(_within(path, mask) for mask in masks):
                _show(path, descriptor)
    kernel.mount_processes()


def become(workload: Workload) -> None:
    """Take the app's user for good."""
    if workload.user is not None and os.getuid() == 0:
        os.setgroups([])
        os.setresgid(workload.user, workload.user, workload.user)
        os.setresuid(workload.user, workload.user, workload.user)
    kernel.gain_no_privileges()


def masked(hidden: Sequence[str], shown: Iterable[str], user: int) -> list[str]:
    """The folders to put an empty one over, the outermost alone where one lies in another."""
    wanted = [*hidden, *filter(None, (_obstacle(path, user) for path in shown))]
    found: list[str] = []
    for path in sorted(set(wanted), key=len):
        if not any(_within(path, outer) for outer in found):
            found.append(path)
    return found


def _obstacle(path: str, user: int) -> str | None:
    """The first folder on the way to a path that its user may not pass; ``None``: the way is free.

    The file system's root is left out: nothing can be put over that.
    """
    for folder in [str(each) for each in reversed(PurePosixPath(path).parents)][1:]:
        found = Path(folder).stat()
        bit = stat.S_IXUSR if found.st_uid == user else stat.S_IXOTH
        if not found.st_mode & bit:
            return folder
    return None


def _show(path: str, descriptor: int) -> None:
    place = Path(path)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):
        place.mkdir(exist_ok=True, mode=0o755)
    else:
        place.touch(mode=0o644)
    kernel.bind(f"/proc/self/fd/{descriptor}", path)


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder.rstrip('/')}/")

"""Linux calls that Python has no function for, by way of the C library."""

import ctypes
import os
import signal
from typing import Final

NEW_MOUNTS: Final = 0x00020000
NEW_IPC: Final = 0x08000000
NEW_USER: Final = 0x10000000
NEW_PROCESSES: Final = 0x20000000
NEW_NETWORK: Final = 0x40000000

_SET_DEATH_SIGNAL: Final = 1
_SET_DUMPABLE: Final = 4
_SET_NO_NEW_PRIVILEGES: Final = 38
_SET_SUBREAPER: Final = 36
_BIND: Final = 4096 | 16384  # MS_BIND | MS_REC
_PRIVATE: Final = 262144 | 16384  # MS_PRIVATE | MS_REC
_HARMLESS: Final = 2 | 4  # MS_NOSUID | MS_NODEV
_DETACH: Final = 2  # MNT_DETACH

_library: Final = ctypes.CDLL(None, use_errno=True)


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Be sent a signal when the parent ends (``PR_SET_PDEATHSIG``)."""
    _control(_SET_DEATH_SIGNAL, number)


def hide_memory() -> None:
    """Let no other process of this user read our memory, descriptors or environment."""
    _control(_SET_DUMPABLE, 0)


def gain_no_privileges() -> None:
    """Never again: no set-user-id program gives this process or its children more."""
    _control(_SET_NO_NEW_PRIVILEGES, 1)


def adopt_orphans() -> None:
    """Become the parent of what our descendants leave behind (``PR_SET_CHILD_SUBREAPER``)."""
    _control(_SET_SUBREAPER, 1)


def unshare(namespaces: int) -> None:
    """Leave namespaces for new ones. Raises OSError."""
    _check(_library.unshare(namespaces), "unshare")


def keep_mounts_private() -> None:
    """Let no mount of ours be seen outside, nor one outside be seen here."""
    _check(_library.mount(b"none", b"/", None, ctypes.c_ulong(_PRIVATE), None), "make private")


def mount_processes() -> None:
    """Show this namespace's processes under ``/proc``."""
    flags = ctypes.c_ulong(_HARMLESS | 8)  # MS_NOEXEC
    _check(_library.mount(b"proc", b"/proc", b"proc", flags, None), "mount /proc")


def mount_empty(place: str) -> None:
    """Put an empty folder of one megabyte over a place."""
    flags = ctypes.c_ulong(_HARMLESS)
    options = b"mode=0755,size=1m"
    done = _library.mount(b"tmpfs", os.fsencode(place), b"tmpfs", flags, options)
    _check(done, f"mount over {place}")


def bind(source: str, place: str) -> None:
    """Show a file or folder at another place too."""
    flags = ctypes.c_ulong(_BIND)
    done = _library.mount(os.fsencode(source), os.fsencode(place), None, flags, None)
    _check(done, f"bind {place}")


def unmount(place: str) -> None:
    """Take away what was mounted over a place; what is still in use of it lives on elsewhere."""
    _check(_library.umount2(os.fsencode(place), _DETACH), f"unmount {place}")


def _control(option: int, value: int) -> None:
    none = ctypes.c_ulong(0)
    _check(_library.prctl(option, ctypes.c_ulong(value), none, none, none), "prctl")


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")

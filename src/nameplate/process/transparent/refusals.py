"""What to say where a system forbids a network of one's own, and what would allow it."""

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

_APPARMOR: Final = "kernel.apparmor_restrict_unprivileged_userns"
_CLONE: Final = "kernel.unprivileged_userns_clone"
_MOST: Final = ("user.max_user_namespaces", "user.max_net_namespaces", "user.max_mnt_namespaces")
_READ: Final = (_APPARMOR, _CLONE, *_MOST)
_FORBIDDEN: Final = (errno.EPERM, errno.EACCES)


class Step(StrEnum):
    """What was tried when it failed."""

    NAMESPACES = "new namespaces"
    USER = "the user of the new namespace"
    NETWORK = "the loopback interface"
    DOORS = "listening inside"
    FILES = "the files about names"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A step that failed, and the system's reason."""

    step: Step
    number: int
    detail: str


def read_limits(root: Path = Path("/proc/sys")) -> dict[str, int]:
    """The kernel's settings that decide; those that it does not have are left out."""
    found = {}
    for name in _READ:
        try:
            found[name] = int(root.joinpath(*name.split(".")).read_text("ascii"))
        except (OSError, ValueError):
            continue
    return found


def words_of(refusal: Refusal, limits: Mapping[str, int]) -> str:
    """Why it cannot be had, in one sentence with its repair."""
    why = _why(refusal, limits)
    reason = os.strerror(refusal.number) if refusal.number else refusal.detail
    return why or (
        f"{refusal.step} failed: {reason} ({refusal.detail}); a container's seccomp or security "
        "profile may forbid namespaces: --mode proxy needs none"
    )


def _why(refusal: Refusal, limits: Mapping[str, int]) -> str | None:
    """The setting that is behind it, if there is one."""
    zero = next((name for name in _MOST if limits.get(name) == 0), None)
    if zero is not None and refusal.step is Step.NAMESPACES:
        return f"{zero} is 0: `sysctl -w {zero}=10000` as root allows it, or use --mode proxy"
    if refusal.number == errno.ENOSPC:
        return (
            f"no namespace is left: {_MOST[0]} and its like bound their number and their depth; "
            "raise them by sysctl as root, or use --mode proxy"
        )
    if refusal.step is Step.NAMESPACES and refusal.number in (errno.EINVAL, errno.ENOSYS):
        return "this kernel has no user namespaces (CONFIG_USER_NS): use --mode proxy"
    if refusal.number in _FORBIDDEN and limits.get(_CLONE) == 0:
        return f"{_CLONE} is 0: `sysctl -w {_CLONE}=1` as root allows it, or use --mode proxy"
    if refusal.number in _FORBIDDEN and limits.get(_APPARMOR):
        return (
            f"AppArmor keeps users from namespaces ({_APPARMOR}): `sysctl -w {_APPARMOR}=0` as "
            "root allows it, or use --mode proxy"
        )
    if refusal.step is Step.USER and refusal.number in _FORBIDDEN:
        return (
            "the kernel does not map this user: root without its capabilities may not have a "
            "namespace, an ordinary user may; or use --mode proxy"
        )
    return None

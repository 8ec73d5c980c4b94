"""A container as the kernel makes one, without an engine: a network and a root of its own.

Two hosts on one wire (``veth(4)``): this machine with the address of a bridge, and a network
namespace with that of a container. The root is made of this system's ``/usr`` and of nothing else
of this machine but the Python that a test brings; ``/etc`` has what an image has.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import randbelow
from typing import Final
from uuid import uuid4

import pytest

from tests.acceptance import environments

HOST: Final = "host.docker.internal"
_SAME: Final = ("bin", "sbin", "lib", "lib64")
_ENTER: Final = """
set -e
root=$1; shift
mount --make-rprivate /
mount --bind "$root" "$root"
for each in usr {mounts}; do
  mkdir -p "$root/$each"; mount --bind "/$each" "$root/$each"
  mount -o remount,bind,ro "$root/$each"
done
mount -t proc proc "$root/proc"; mount --bind /dev "$root/dev"
exec /usr/sbin/chroot --userspec=65534:65534 "$root" "$@"
"""


@dataclass(frozen=True)
class Container:
    """A root and a network; each ``run`` is a process in both."""

    namespace: str
    root: Path
    mounts: tuple[str, ...]
    gateway: str
    """This machine's address on the wire."""

    def run(
        self, *words: str, env_file: Path | None = None, files: dict[str, Path] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as ``docker run --env-file FILE --volume ...`` would."""
        for place, file in (files or {}).items():
            target = self.root / place.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
            target.chmod(0o644)
        lines = env_file.read_text().splitlines() if env_file is not None else []
        variables = dict(line.split("=", 1) for line in lines)
        variables |= {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent"}
        script = _ENTER.format(mounts=" ".join(each.lstrip("/") for each in self.mounts))
        inside = ("unshare", "--mount", "sh", "-c", script, "sh", str(self.root), *words)
        return subprocess.run(
            ["ip", "netns", "exec", self.namespace, *inside],
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@contextmanager
def container(folder: Path, *mounts: str) -> Iterator[Container]:
    """Make both ends of the wire, and a root; skips where this is not allowed."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("a network of its own needs root and iproute2")
    name = f"np{uuid4().hex[:8]}"
    there, here, network = f"{name}c", f"{name}h", f"172.31.{randbelow(254) + 1}"
    gateway = f"{network}.1"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        pytest.skip(f"no network namespaces here: {made.stderr.strip()}")
    try:
        _ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", name)
        _ip("addr", "add", f"{gateway}/24", "dev", here)
        _ip("link", "set", here, "up")
        _ip("-n", name, "addr", "add", f"{network}.2/24", "dev", there)
        _ip("-n", name, "link", "set", there, "up")
        _ip("-n", name, "link", "set", "lo", "up")
        yield Container(name, _root(folder, gateway), mounts, gateway)
    finally:
        subprocess.run(["ip", "netns", "delete", name], capture_output=True, check=False)
        subprocess.run(["ip", "link", "delete", here], capture_output=True, check=False)


def _ip(*words: str) -> None:
    environments.call("ip", *words)


def _root(folder: Path, gateway: str) -> Path:
    root = folder / "root"
    for each in ("etc", "proc", "dev", "run", "tmp"):
        (root / each).mkdir(parents=True)
    for name in _SAME:
        if Path("/", name).is_symlink():
            (root / name).symlink_to(Path("/", name).readlink())
    (root / "etc" / "hosts").write_text(f"127.0.0.1 localhost\n{gateway} {HOST}\n")
    (root / "etc" / "resolv.conf").write_text("")
    (root / "etc" / "nsswitch.conf").write_text("hosts: files\n")
    return root

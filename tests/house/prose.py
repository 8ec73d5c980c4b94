"""What no tracked text may hold: addresses of package registries, paths of one machine."""

import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

_REGISTRY = re.compile(
    r"((files\.)?python" + r"hosted|py" + r"pi|npm" + r"js|crates|maven)\.(org|io|com)"
)
# /home/site is App Service's own name for where an app's content lies
_MACHINE_PATH = re.compile(r"(^|[^A-Za-z0-9_.~}$])/(work|farm|root|home/(?!site/)[a-z]+)/")


def tracked_files(root: Path) -> list[Path]:
    """The files that git tracks; none where the tree is no repository (an unpacked sdist)."""
    if not (root / ".git").exists():
        return []
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True)
    names = listing.stdout.decode().split("\0")
    return [root / name for name in names if name and (root / name).is_file()]


def unfit_lines(root: Path, files: Iterable[Path]) -> Iterator[str]:
    """Lines of text files that name a registry's host or a path of somebody's machine."""
    for path in files:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            where = f"{path.relative_to(root).as_posix()}:{number}"
            if _REGISTRY.search(line):
                yield f"{where}: names a package registry's host"
            if _MACHINE_PATH.search(line):
                yield f"{where}: names a path of one machine"

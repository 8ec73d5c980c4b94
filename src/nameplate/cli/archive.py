"""A folder as the archive that is deployed: without what is made anew where it runs."""

import os
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

from nameplate.cli.failures import usage

_LEFT_OUT: Final = frozenset(
    (
        *(".git", ".hg", ".svn", "__pycache__", ".venv", "venv", "antenv", "node_modules"),
        *(".azure", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".tox", ".DS_Store"),
    )
)


def archive_of(folder: Path) -> bytes:
    """Everything in a folder that is an app's. A link out of the folder is refused."""
    root = folder.resolve()
    if not root.is_dir():
        raise usage(f"{folder} is no folder")
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        for path in _files(root):
            archive.write(path.resolve(), path.relative_to(root))
        if not archive.namelist():
            raise usage(f"{folder} has no files to deploy")
    return made.getvalue()


def _files(root: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _LEFT_OUT)
        for name in sorted(names):
            path = Path(place, name)
            if name in _LEFT_OUT or name.endswith(".pyc"):
                continue
            if not path.resolve().is_relative_to(root):
                raise usage(f"{path.relative_to(root)} is a link that leaves the folder")
            if path.is_file():
                yield path
        for name in folders:
            if Path(place, name).is_symlink():
                shown = Path(place, name).relative_to(root)
                raise usage(f"{shown} is a link to a folder: deploy a folder without such links")

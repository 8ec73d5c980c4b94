"""A folder becomes an archive of what is the app's, and of nothing outside it."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from nameplate.cli.archive import archive_of
from nameplate.cli.failures import CommandFailure


def names(archive: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(archive)) as found:
        return found.namelist()


def test_what_is_made_anew_is_left_out(tmp_path: Path) -> None:
    for name in ("app.py", "lib/a.py", "lib/a.pyc", ".git/config", "venv/x", "node_modules/a/b.js"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (tmp_path / "run").write_text("#!/bin/sh")
    (tmp_path / "run").chmod(0o755)
    (tmp_path / "link.py").symlink_to("lib/a.py")
    archive = archive_of(tmp_path)
    assert names(archive) == ["app.py", "link.py", "run", "lib/a.py"]
    with zipfile.ZipFile(BytesIO(archive)) as found:
        assert found.read("link.py") == b"lib/a.py"
        assert (found.getinfo("run").external_attr >> 16) & 0o111


@pytest.mark.parametrize("target", ["/etc/passwd", "../outside", "/etc"])
def test_links_out_of_the_folder_are_refused(tmp_path: Path, target: str) -> None:
    folder = tmp_path / "app"
    folder.mkdir()
    (tmp_path / "outside").write_text("secret")
    (folder / "link").symlink_to(target)
    with pytest.raises(CommandFailure, match="link is a link"):
        archive_of(folder)


def test_what_is_no_folder_or_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandFailure, match="is no folder"):
        archive_of(tmp_path / "none")
    with pytest.raises(CommandFailure, match="no files"):
        archive_of(tmp_path)

"""No step into an app's folder leads over a link, whenever that was put there."""

import os
from pathlib import Path

import pytest

from nameplate.apphost import footing


def test_folders_are_made_and_opened_one_after_the_other(tmp_path: Path) -> None:
    footing.make(tmp_path, "a", "b")
    footing.make(tmp_path, "a", "b")
    with footing.opened(tmp_path, "a", "b") as held:
        os.mkdir("c", dir_fd=held)
    assert footing.is_folder(tmp_path, "a", "b", "c")
    assert not footing.is_folder(tmp_path, "a", "c")


@pytest.mark.parametrize("linked", ["a", "b"])
def test_a_link_on_the_way_ends_it(tmp_path: Path, linked: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "b").mkdir(parents=True)
    app = tmp_path / "app"
    footing.make(app.parent, "app", "a")
    if linked == "a":
        (app / "a").rmdir()
        (app / "a").symlink_to(elsewhere)
    else:
        (app / "a" / "b").symlink_to(elsewhere)
    assert not footing.is_folder(app, "a", "b")
    with pytest.raises(OSError, match=r"Not a directory|symbolic"):
        footing.make(app, "a", "b", "c")
    assert sorted(each.name for each in elsewhere.iterdir()) == ["b"]
    assert list((elsewhere / "b").iterdir()) == []


def test_a_folder_that_is_exchanged_after_it_was_opened_is_the_one_that_was_opened(
    tmp_path: Path,
) -> None:
    footing.make(tmp_path, "site")
    (tmp_path / "elsewhere").mkdir()
    with footing.opened(tmp_path, "site") as held:
        (tmp_path / "site").rename(tmp_path / "moved")
        (tmp_path / "site").symlink_to("elsewhere")
        os.mkdir("made", dir_fd=held)
    assert (tmp_path / "moved" / "made").is_dir()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_only_small_files_are_read(tmp_path: Path) -> None:
    """A pipe would never be at its end, nor would a device."""
    (tmp_path / "file").write_bytes(b"text")
    (tmp_path / "link").symlink_to("file")
    assert footing.read(tmp_path / "file") == footing.read(tmp_path / "link") == b"text"
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device").symlink_to("/dev/zero")
    (tmp_path / "large").write_bytes(b" " * (footing.LARGEST + 1))
    for name in ("pipe", "device", "large", "missing", "."):
        with pytest.raises(OSError, match=r"no file|larger|No such|directory"):
            footing.read(tmp_path / name)

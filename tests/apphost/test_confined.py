"""Files of an app, reached from outside: read, written, removed; no link leads out."""

import io
import os
from pathlib import Path

import pytest

from nameplate.apphost.confined import Confined


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An app's folder beside a secret that is not the app's."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text("not the app's")
    folder = tmp_path / "app"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "file").write_text("content")
    return folder


def text(confined: Confined, *parts: str) -> str:
    with confined.read(parts) as file:
        return file.read().decode()


def test_what_is_there_is_read_and_listed(root: Path) -> None:
    confined = Confined(root)
    (root / "data" / "link").symlink_to("file")
    os.mkfifo(root / "data" / "pipe")

    assert text(confined, "data", "file") == "content"
    assert [(each.name, each.is_folder) for each in confined.entries(("data",))] == [
        ("file", False)
    ]
    assert confined.look(("data",)).is_folder
    assert confined.look(()).is_folder
    assert confined.look(("data", "file")).facts.st_size == 7


@pytest.mark.parametrize("parts", [("..", "outside", "secret"), ("data", "..", "data"), ("",)])
def test_no_path_leads_out(root: Path, parts: tuple[str, ...]) -> None:
    confined = Confined(root)
    for ask in (confined.read, confined.entries, confined.make_folder, confined.remove):
        with pytest.raises(OSError, match="No such file"):
            ask(parts)
    with pytest.raises(OSError, match="No such file"):
        confined.write(parts, io.BytesIO(b"x"))


def test_no_link_leads_out(root: Path) -> None:
    confined = Confined(root)
    outside = root.parent / "outside"
    (root / "way").symlink_to(outside)
    (root / "file").symlink_to(outside / "secret")

    for parts in (("way", "secret"), ("file",)):
        with pytest.raises(OSError, match=r"links|directory"):
            confined.read(parts)
    with pytest.raises(OSError, match=r"links|directory"):
        confined.write(("way", "new"), io.BytesIO(b"x"))
    confined.write(("file",), io.BytesIO(b"mine"))

    assert [each.name for each in outside.iterdir()] == ["secret"]
    assert (outside / "secret").read_text() == "not the app's"
    assert text(confined, "file") == "mine"


def test_a_link_that_is_removed_leaves_what_it_led_to(root: Path) -> None:
    (root / "way").symlink_to(root.parent / "outside")

    Confined(root).remove(("way",))

    assert (root.parent / "outside" / "secret").exists()


def test_a_file_is_written_whole_and_a_program_stays_one(root: Path) -> None:
    confined = Confined(root)
    (root / "data" / "file").chmod(0o755)

    confined.write(("data", "file"), io.BytesIO(b"new"))
    confined.write(("a", "b", "c"), io.BytesIO(b"deep"))

    assert (text(confined, "data", "file"), text(confined, "a", "b", "c")) == ("new", "deep")
    assert (root / "data" / "file").stat().st_mode & 0o777 == 0o755
    assert (root / "a" / "b" / "c").stat().st_mode & 0o777 == 0o644
    assert [each.name for each in (root / "data").iterdir()] == ["file"]


def test_a_write_that_fails_leaves_what_was_there(root: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        Confined(root).write(("data", "file"), Broken())

    assert [each.name for each in (root / "data").iterdir()] == ["file"]
    assert (root / "data" / "file").read_text() == "content"


def test_folders_are_not_written_over_and_go_when_they_are_empty(root: Path) -> None:
    confined = Confined(root)
    with pytest.raises(IsADirectoryError):
        confined.write(("data",), io.BytesIO(b"x"))
    with pytest.raises(OSError, match="not empty"):
        confined.remove(("data",))
    with pytest.raises(NotADirectoryError):
        confined.make_folder(("data", "file"))

    confined.remove(("data", "file"))
    confined.remove(("data",))

    assert list(root.iterdir()) == []

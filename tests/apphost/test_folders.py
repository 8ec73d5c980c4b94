"""Each app has a folder, laid out as App Service does, and as root a user of its own."""

import os
import shutil
from pathlib import Path

import pytest

from nameplate.apphost.folders import FIRST_USER, AppFolder, Folders


def test_content_is_switched_at_once(tmp_path: Path) -> None:
    folder = Folders(tmp_path, as_root=False).of("Web1")
    assert folder.active() is None
    for name in ("one", "two"):
        (folder.deployments / name / "content").mkdir(parents=True)
        (folder.deployments / name / "content" / "name").write_text(name)
    folder.activate("one")
    held = (folder.wwwroot / "name").open()
    folder.activate("two")
    assert folder.active() == "two"
    assert (folder.wwwroot / "name").read_text() == "two"
    with held:
        assert held.read() == "one"


def test_labels_are_those_of_folders_and_go_with_them(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "apps", as_root=False)
    assert folders.labels() == []
    folders.of("web1")
    folders.of("web2")
    folders.remove("WEB1")
    assert folders.labels() == ["web2"]


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_root_gives_each_app_a_user_that_stays(tmp_path: Path) -> None:
    folders = Folders(tmp_path, as_root=True)
    first, second = folders.of("web1"), folders.of("web2")
    assert folders.user_of(first) == FIRST_USER
    assert folders.user_of(second) == FIRST_USER + 1
    assert folders.user_of(folders.of("web1")) == FIRST_USER
    content = first.deployments / "one" / "content"
    content.mkdir(parents=True)
    (content / "app.py").touch()
    folders.give(first, content)
    assert (content / "app.py").stat().st_uid == FIRST_USER
    for frame in (first.root, first.site, first.deployments, first.logs):
        assert frame.stat().st_uid == os.getuid()
    for shared in (first.root, first.logs):
        assert shared.stat().st_mode & 0o7777 == 0o1770
    assert (first.root / "data").stat().st_uid == FIRST_USER


def test_without_root_everything_is_ours(tmp_path: Path) -> None:
    folders = Folders(tmp_path, as_root=False)
    assert folders.user_of(folders.of("web1")) is None


def test_what_is_told_of_deployments_is_not_in_the_apps_folder(tmp_path: Path) -> None:
    folders = Folders(tmp_path, as_root=False)
    folder = folders.of("web1")
    assert not folder.records.is_relative_to(folder.root)
    assert folder.records.stat().st_mode & 0o077 == 0
    assert folders.labels() == ["web1"]
    folders.remove("web1")
    assert not folder.records.exists()


def _hostile(folder: AppFolder, elsewhere: Path) -> None:
    """What an app may do to its own folder where it runs as our own user."""
    folder.site.rename(folder.root / "old")
    (elsewhere / "deployments" / "one" / "content").mkdir(parents=True)
    folder.site.symlink_to(elsewhere)


def test_nothing_is_written_or_removed_where_an_apps_link_leads(tmp_path: Path) -> None:
    folders, elsewhere = Folders(tmp_path / "apps", as_root=False), tmp_path / "elsewhere"
    folder = folders.of("web1")
    _hostile(folder, elsewhere)
    prepared = tmp_path / "prepared"
    prepared.mkdir()
    assert folders.of("web1") == folder
    assert folder.active() is None
    assert not folder.holds("one")
    with pytest.raises(NotADirectoryError):
        folder.activate("one")
    with pytest.raises(NotADirectoryError):
        folder.take_in(prepared, "two")
    folder.drop("one")
    assert [each.name for each in elsewhere.iterdir()] == ["deployments"]
    assert (elsewhere / "deployments" / "one" / "content").is_dir()
    folders.remove("web1")
    assert (elsewhere / "deployments" / "one" / "content").is_dir()


@pytest.mark.parametrize("target", ["/etc/hosts/x", "../../one", "deployments/../content", "one"])
def test_a_link_that_we_did_not_make_shows_no_deployment(tmp_path: Path, target: str) -> None:
    folder = Folders(tmp_path, as_root=False).of("web1")
    folder.wwwroot.symlink_to(target)
    assert folder.active() is None


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_a_user_that_is_free_again_is_given_again_and_no_other_is(tmp_path: Path) -> None:
    folders = Folders(tmp_path, as_root=True)
    for label in ("web1", "web2", "web3"):
        folders.of(label)
    folders.remove("web2")
    assert folders.user_of(folders.of("web4")) == FIRST_USER + 1
    assert folders.user_of(folders.of("web5")) == FIRST_USER + 3
    assert Folders(tmp_path, as_root=True).user_of(folders.at("web3")) == FIRST_USER + 2
    later = Folders(tmp_path, as_root=True)
    assert later.user_of(later.of("web6")) == FIRST_USER + 4
    shutil.copytree(tmp_path / "web6", tmp_path / "web7")
    os.chown(tmp_path / "web7", 0, FIRST_USER + 5)
    assert later.user_of(later.of("web8")) == FIRST_USER + 6


def test_an_app_that_has_nothing_has_no_folder(tmp_path: Path) -> None:
    folders = Folders(tmp_path, as_root=False)
    folder = folders.there("Web1")
    assert folder == folders.at("web1")
    assert folder.active() is None
    assert folders.labels() == []
    folders.of("web1")
    (folder.root / "tmp").rmdir()
    assert folders.there("web1").temporary.is_dir()

"""Archives are unpacked whole or not at all; deployments are kept, found and cleared away."""

import stat
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.apphost import content as contents
from nameplate.apphost.content import (
    KEPT,
    BadArchive,
    Deployment,
    Deployments,
    DeploymentStatus,
    unpack,
)
from nameplate.apphost.folders import AppFolder, Folders

NAMES = st.from_regex(r"\A[a-z]{1,8}(/[a-z]{1,8}){0,3}\.txt\Z")


def _zip(path: Path, entries: dict[str, bytes], mode: int = 0o644) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (stat.S_IFREG | mode) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return path


def _folder(tmp_path: Path) -> AppFolder:
    return Folders(tmp_path / "apps", as_root=False).of("web1")


@settings(max_examples=30)
@given(entries=st.dictionaries(NAMES, st.binary(max_size=50), min_size=1, max_size=8))
def test_what_was_packed_comes_out(
    tmp_path_factory: pytest.TempPathFactory, entries: dict[str, bytes]
) -> None:
    tmp_path = tmp_path_factory.mktemp("zip")
    target = tmp_path / "out"
    target.mkdir()
    unpack(_zip(tmp_path / "app.zip", entries), target)
    found = {
        str(path.relative_to(target)): path.read_bytes()
        for path in target.rglob("*")
        if path.is_file()
    }
    assert found == entries


def test_a_program_stays_a_program(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    unpack(_zip(tmp_path / "a.zip", {"start.sh": b"#!/bin/sh\n"}, mode=0o755), target)
    assert (target / "start.sh").stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize(
    "name", ["../escape", "a/../../escape", "/etc/escape", "..\\escape", "C:/escape", "C:\\escape"]
)
def test_names_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    target = tmp_path / "out"
    target.mkdir()
    with pytest.raises(BadArchive, match="leaves the app's folder"):
        unpack(_zip(tmp_path / "a.zip", {"fine": b"", name: b"x"}), target)
    assert list(target.iterdir()) == []
    assert not (tmp_path / "escape").exists()


def test_links_are_refused(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as made:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(info, "/etc/passwd")
    with pytest.raises(BadArchive, match="'link' is a link or a device"):
        unpack(archive, tmp_path)


def test_a_bomb_is_refused_before_it_grows(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    with pytest.raises(BadArchive, match="too much for its size"):
        unpack(_zip(tmp_path / "a.zip", {"zeros": bytes(300 * 1024 * 1024)}), target)
    assert list(target.iterdir()) == []


def test_too_many_entries_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "MOST_FILES", 2)
    with pytest.raises(BadArchive, match="3 entries"):
        unpack(_zip(tmp_path / "a.zip", dict.fromkeys("abc", b"")), tmp_path)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not really", b"x" * 100])
def test_what_is_no_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    archive = tmp_path / "a.zip"
    archive.write_bytes(data)
    with pytest.raises(BadArchive, match="cannot be read"):
        unpack(archive, tmp_path)


def test_an_empty_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadArchive, match="empty"):
        unpack(_zip(tmp_path / "a.zip", {}), tmp_path)


def test_a_damaged_entry_is_no_archive(tmp_path: Path) -> None:
    archive = _zip(tmp_path / "a.zip", {"a.txt": b"".join(b"%d" % (n * n) for n in range(999))})
    damaged = bytearray(archive.read_bytes())
    damaged[60:64] = b"\xff\xff\xff\xff"
    archive.write_bytes(damaged)
    with pytest.raises(BadArchive, match="cannot be read"):
        unpack(archive, tmp_path / "out")


def _deployment(number: int, status: DeploymentStatus = DeploymentStatus.SUCCESS) -> Deployment:
    return Deployment(f"d{number}", status, "", "operator", "ZipDeploy", float(number))


def test_deployments_are_found_and_old_ones_cleared_away(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    deployments = Deployments(folder)
    for number in range(KEPT + 3):
        deployments.begin(_deployment(number))
    folder.activate("d0")
    deployments.prune()
    assert [each.id for each in deployments.every()] == ["d7", "d6", "d5", "d4", "d3", "d0"]
    latest = deployments.find("latest")
    assert latest is not None
    assert latest.id == "d7"
    assert deployments.find("d1") is None


def test_what_a_dead_server_left_half_done_has_failed(tmp_path: Path) -> None:
    deployments = Deployments(_folder(tmp_path))
    unfinished = _deployment(1, DeploymentStatus.BUILDING)
    deployments.begin(unfinished)
    deployments.begin(_deployment(2))
    deployments.give_up_unfinished(9.0)
    found = deployments.find("d1")
    assert found is not None
    assert found.complete
    assert replace(found, text="") == replace(unfinished, status=DeploymentStatus.FAILED, ended=9.0)
    other = deployments.find("d2")
    assert other is not None
    assert other.status is DeploymentStatus.SUCCESS


def test_a_log_is_added_to(tmp_path: Path) -> None:
    deployments = Deployments(_folder(tmp_path))
    deployments.begin(_deployment(1))
    deployments.note("d1", "one")
    deployments.note("d1", "two\n")
    assert deployments.log("d1").read_text() == "one\ntwo\n"

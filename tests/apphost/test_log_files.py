"""Logs are followed over their turns and taken home; no link of an app's is followed."""

import asyncio
import os
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nameplate.apphost import log_files
from nameplate.apphost.content import Deployment, Deployments, DeploymentStatus
from nameplate.apphost.folders import AppFolder, Folders


@pytest.fixture
def folder(tmp_path: Path) -> AppFolder:
    return Folders(tmp_path / "apps", as_root=False).of("web1")


async def following(stream: AsyncIterator[bytes]) -> bytes:
    async with asyncio.timeout(5):
        return await anext(stream)


async def test_a_log_is_followed_over_its_turns(folder: AppFolder) -> None:
    folder.output.write_bytes(b"x" * 20_000 + b"old\n")
    stream = log_files.follow(folder, poll=0.001)
    first = await following(stream)
    assert first.endswith(b"old\n")
    assert len(first) == 16 * 1024
    with folder.output.open("ab") as file:
        file.write(b"new\n")
    assert await following(stream) == b"new\n"
    folder.output.rename(folder.logs / "application.log.1")
    folder.output.write_bytes(b"turned\n")
    assert await following(stream) == b"turned\n"
    await stream.aclose()  # type: ignore[attr-defined] # it is a generator


async def test_a_log_that_is_not_there_yet_is_waited_for(
    folder: AppFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_files, "_POLLS", 2)
    stream = log_files.follow(folder, poll=0.001)
    assert await following(stream) == b"No new trace in the past 1 min(s).\n"
    folder.output.write_bytes(b"begun\n")
    assert await following(stream) == b"begun\n"


def test_links_are_not_followed(folder: AppFolder, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    folder.output.symlink_to(secret)
    assert log_files.names_of(folder) == []
    with pytest.raises(OSError, match="symbolic link"):
        log_files.opened(folder, "application.log")
    folder.output.unlink()
    os.mkfifo(folder.output)
    with pytest.raises(FileNotFoundError):
        log_files.opened(folder, "application.log")
    folder.output.unlink()
    folder.logs.rmdir()
    folder.logs.symlink_to(tmp_path)
    with pytest.raises(NotADirectoryError):
        log_files.opened(folder, "secret")


async def test_everything_is_taken_home(folder: AppFolder) -> None:
    folder.output.write_bytes(b"printed")
    (folder.logs / "application.log.1").write_bytes(b"older")
    deployments = Deployments(folder)
    deployments.begin(Deployment("d1", DeploymentStatus.SUCCESS, "", "o", "ZipDeploy", 1.0))
    deployments.note("d1", "line")
    made = log_files.collect(folder)
    with zipfile.ZipFile(made) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert found == {
        "LogFiles/application.log": b"printed",
        "LogFiles/application.log.1": b"older",
        "deployments/d1/log.txt": b"line\n",
    }
    made.seek(0)
    assert b"".join([piece async for piece in log_files.pieces(made)]).startswith(b"PK")
    assert made.closed


def test_lines_of_what_is_not_there(tmp_path: Path) -> None:
    assert list(log_files.lines(tmp_path / "none")) == []

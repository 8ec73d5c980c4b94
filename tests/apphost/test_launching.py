"""A process is given what was deployed, what is configured, and nothing of the home."""

import os
from pathlib import Path

import pytest

from nameplate.apphost.folders import FIRST_USER, Folders
from nameplate.apphost.instances import CannotRun
from nameplate.apphost.launching import AppLauncher, search_path
from nameplate.apphost.wanted import Furnished, WantedApp
from tests.apphost.test_hosted_app import WANTED
from tests.fakes.processes import deployed


class FakeFurnishing:
    """Gives every process the same, and remembers what was released."""

    def __init__(self) -> None:
        self.released: list[str] = []

    async def furnish(self, app: WantedApp, *, port: int, home: str) -> Furnished:
        del home
        variables = {"PORT": str(port), "WEBSITE_SITE_NAME": app.site, "PATH": "/usr/bin"}
        return Furnished(variables, "binding-1", ("/etc/trust.pem",))

    async def release(self, binding: str) -> None:
        self.released.append(binding)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "home" / "apps", as_root=False)


def _launcher(
    folders: Folders, tmp_path: Path, *, isolated: bool = True, exposed: bool = False
) -> AppLauncher:
    async def is_isolated() -> bool:
        return isolated

    return AppLauncher(
        folders,
        FakeFurnishing(),
        home=tmp_path / "home",
        path=os.defpath,
        isolated=is_isolated,
        exposed=exposed,
    )


async def test_a_process_starts_in_its_content(folders: Folders, tmp_path: Path) -> None:
    folder = folders.of("web1")
    content = deployed(folder)
    (content / "app.py").write_text("def application(environ, start):\n    return []\n")
    (content / "antenv" / "bin").mkdir(parents=True)
    launcher = _launcher(folders, tmp_path)
    launch = await launcher.launch(WANTED, folder, name="web1#1", port=8001)
    made, binding = launch.workload, launch.binding
    assert binding == "binding-1"
    assert made.app == "web1#1"
    assert made.folder == str(content)
    assert "127.0.0.1:8001" in made.command
    assert made.environment["WEBSITE_SITE_NAME"] == "web1"
    assert made.environment["HOME"] == str(folder.root)
    assert made.environment["PATH"].startswith(f"{content}/antenv/bin{os.pathsep}")
    assert made.hidden == (str(tmp_path / "home"),)
    assert str(folder.root) in made.shown
    assert "/etc/trust.pem" in made.shown
    assert made.isolated


async def test_without_isolation_nothing_is_hidden(folders: Folders, tmp_path: Path) -> None:
    folder = folders.of("web1")
    (deployed(folder) / "server.js").touch()
    launcher = _launcher(folders, tmp_path, isolated=False)
    made = (await launcher.launch(WANTED, folder, name="web1#1", port=1)).workload
    assert (made.isolated, made.hidden, made.shown) == (False, (), ())


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
async def test_content_that_was_put_there_by_hand_gets_a_user_of_its_own(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "home" / "apps", as_root=True)
    folder = folders.at("web1")
    (deployed(folder) / "server.js").touch()
    launcher = _launcher(folders, tmp_path)
    made = (await launcher.launch(WANTED, folder, name="web1#1", port=1)).workload
    assert made.user == FIRST_USER


async def test_content_that_is_gone_cannot_run(folders: Folders, tmp_path: Path) -> None:
    folder = folders.of("web1")
    with pytest.raises(CannotRun, match="no longer there"):
        await _launcher(folders, tmp_path).launch(WANTED, folder, name="web1#1", port=1)


async def test_what_an_app_writes_into_its_folder_shows_it_nothing_more(
    folders: Folders, tmp_path: Path
) -> None:
    """An environment that claims to stand on the home, a link to a neighbour's program."""
    folder = folders.of("web1")
    content = deployed(folder)
    (content / "server.js").touch()
    neighbour = folders.of("web2").root
    (neighbour / "bin").mkdir()
    (neighbour / "bin" / "python3").write_text("#!/bin/sh\n")
    (neighbour / "bin" / "python3").chmod(0o755)
    (content / "antenv" / "bin").mkdir(parents=True)
    (content / "antenv" / "bin" / "python3").symlink_to(neighbour / "bin" / "python3")
    (content / "antenv" / "pyvenv.cfg").write_text(f"home = {tmp_path / 'home' / 'apps'}\n")
    launcher = _launcher(folders, tmp_path)
    made = (await launcher.launch(WANTED, folder, name="a#1", port=1)).workload
    assert [each for each in made.shown if each.startswith(str(tmp_path))] == [str(folder.root)]


async def test_a_frame_that_the_app_replaced_is_refused(folders: Folders, tmp_path: Path) -> None:
    folder = folders.of("web1")
    deployed(folder)
    folder.logs.rmdir()
    folder.logs.symlink_to(tmp_path)
    with pytest.raises(CannotRun, match="'LogFiles' in the app's folder is a link"):
        await _launcher(folders, tmp_path).launch(WANTED, folder, name="web1#1", port=1)


def test_tools_of_an_app_come_first(tmp_path: Path) -> None:
    (tmp_path / "node_modules" / ".bin").mkdir(parents=True)
    assert search_path(tmp_path, "/usr/bin") == f"{tmp_path}/node_modules/.bin{os.pathsep}/usr/bin"


async def test_a_server_that_others_reach_runs_nothing_unisolated(
    folders: Folders, tmp_path: Path
) -> None:
    folder = folders.of("web1")
    (deployed(folder) / "server.js").touch()
    launcher = _launcher(folders, tmp_path, isolated=False, exposed=True)
    with pytest.raises(CannotRun, match="cannot be isolated"):
        await launcher.launch(WANTED, folder, name="web1#1", port=1)


async def test_content_that_cannot_be_read_is_a_state_with_a_name(
    folders: Folders, tmp_path: Path
) -> None:
    folder = folders.of("web1")
    os.mkfifo(deployed(folder) / "package.json")
    with pytest.raises(CannotRun, match=r"'package\.json' cannot be read: it is no file"):
        await _launcher(folders, tmp_path).launch(WANTED, folder, name="web1#1", port=1)


async def test_content_that_is_elsewhere_is_not_there(folders: Folders, tmp_path: Path) -> None:
    folder = folders.of("web1")
    content = deployed(folder)
    (content / "server.js").touch()
    content.rename(tmp_path / "elsewhere")
    content.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CannotRun, match="no longer there"):
        await _launcher(folders, tmp_path).launch(WANTED, folder, name="web1#1", port=1)

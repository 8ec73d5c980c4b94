"""The home: where it is, what it refuses, what it creates."""

import stat
from pathlib import Path

import pytest

from nameplate.config.errors import ConfigurationError
from nameplate.config.home import Home, check, locate, prepare


def test_the_flag_outranks_the_variable_and_that_the_default() -> None:
    environment = {"NAMEPLATE_HOME": "/variable", "XDG_STATE_HOME": "/state", "HOME": "/users/u"}
    assert locate(environment, "/flag") == (Home(Path("/flag")), "--home")
    assert locate(environment) == (Home(Path("/variable")), "NAMEPLATE_HOME")
    del environment["NAMEPLATE_HOME"]
    assert locate(environment)[0].root == Path("/state/nameplate")
    environment["XDG_STATE_HOME"] = "relative"
    assert locate(environment)[0].root == Path("/users/u/.local/state/nameplate")


def test_a_tilde_is_the_users_folder() -> None:
    assert locate({"NAMEPLATE_HOME": "~/n", "HOME": "/users/u"})[0].root == Path("/users/u/n")


def test_without_any_place_the_sentence_says_what_to_set() -> None:
    with pytest.raises(ConfigurationError, match="set NAMEPLATE_HOME"):
        locate({})


def test_prepare_makes_folders_that_only_the_owner_enters(tmp_path: Path) -> None:
    home = prepare(Home(tmp_path / "a" / "home"))
    for folder in (home.root, *home.folders()):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_widened_mode_is_narrowed(tmp_path: Path) -> None:
    root = tmp_path / "home"
    root.mkdir(mode=0o755)
    check(Home(root))
    assert stat.S_IMODE(root.stat().st_mode) == 0o700


def test_a_file_is_no_home(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(ConfigurationError, match="is not a folder"):
        check(Home(tmp_path / "home"))


def test_a_foreign_owner_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "home"
    root.mkdir(mode=0o700)
    monkeypatch.setattr("os.geteuid", lambda: root.stat().st_uid + 1)
    with pytest.raises(ConfigurationError, match="belongs to another user"):
        check(Home(root))


def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = prepare(Home(tmp_path / "home"))
    home.master_key.write_text("x")
    monkeypatch.setattr("os.access", lambda path, _mode: path != home.master_key)
    with pytest.raises(ConfigurationError, match=r"master\.key"):
        check(home)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match=r"cannot (create|read)"):
        prepare(Home(tmp_path / "file" / "home"))

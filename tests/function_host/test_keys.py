"""Keys."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nameplate_functions.failures import AppProblem
from nameplate_functions.keys import FOLDER, AuthLevel, auth_level, open_keys


def test_keys_are_made_once_and_kept_to_their_owner(tmp_path: Path) -> None:
    first = open_keys(tmp_path, ["hello"])
    again = open_keys(tmp_path, ["hello"])

    assert first.master == again.master
    assert first.functions == again.functions
    modes = {each.stat().st_mode & 0o777 for each in (tmp_path / FOLDER).iterdir()}
    assert modes == {0o600}
    assert (tmp_path / FOLDER).stat().st_mode & 0o777 == 0o700


def test_all_who_open_at_once_see_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        masters = set(pool.map(lambda _: open_keys(tmp_path, ["a"]).master, range(16)))

    assert len(masters) == 1


def test_what_each_key_proves(tmp_path: Path) -> None:
    keys = open_keys(tmp_path, ["hello", "other"])
    own = keys.functions["hello"]["default"]

    assert keys.level(None, "hello") is AuthLevel.ANONYMOUS
    assert keys.level("", "hello") is AuthLevel.ANONYMOUS
    assert keys.level("wrong", "hello") is AuthLevel.ANONYMOUS
    assert keys.level(own, "Hello") is AuthLevel.FUNCTION
    assert keys.level(own, "other") is AuthLevel.ANONYMOUS
    assert keys.level(own, None) is AuthLevel.ANONYMOUS
    assert keys.level(keys.host["default"], "other") is AuthLevel.FUNCTION
    assert keys.level(keys.master, "hello") is AuthLevel.ADMIN
    assert keys.level("schlüssel", "hello") is AuthLevel.ANONYMOUS


def test_a_person_may_put_a_key_there(tmp_path: Path) -> None:
    open_keys(tmp_path, ["hello"])
    path = tmp_path / FOLDER / "hello.json"
    path.write_text(json.dumps({"keys": [{"name": "mine", "value": "chosen"}]}))

    assert open_keys(tmp_path, ["hello"]).level("chosen", "hello") is AuthLevel.FUNCTION


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"masterKey": 5}'])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    open_keys(tmp_path, [])
    (tmp_path / FOLDER / "host.json").write_text(text)

    with pytest.raises(AppProblem, match="keys"):
        open_keys(tmp_path, [])


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(AppProblem, match="keys cannot be kept"):
        open_keys(tmp_path / "file", [])


def test_levels_by_their_names() -> None:
    assert auth_level("ADMIN") is AuthLevel.ADMIN
    assert auth_level("") is AuthLevel.FUNCTION
    with pytest.raises(AppProblem, match="system"):
        auth_level("system")


def test_keys_that_are_changed_are_kept(tmp_path: Path) -> None:
    keys = open_keys(tmp_path, ["hello"])

    keys.put(None, "team", "chosen-host")
    keys.put("Hello", "team", "chosen-own")
    fresh = keys.put("hello", "default", None)
    master = keys.change_master("chosen-master")

    for each in (keys, open_keys(tmp_path, ["hello"])):
        assert each.level("chosen-host", "other") is AuthLevel.FUNCTION
        assert each.level("chosen-own", "hello") is AuthLevel.FUNCTION
        assert each.of("hello")["default"] == fresh
        assert each.level(master, None) is AuthLevel.ADMIN
    assert {each.name for each in (tmp_path / FOLDER).iterdir()} == {"host.json", "hello.json"}


def test_a_key_that_is_removed_opens_nothing(tmp_path: Path) -> None:
    keys = open_keys(tmp_path, ["hello"])
    value = keys.put("hello", "team", None)

    assert keys.remove("hello", "team")
    assert not keys.remove("hello", "team")
    assert keys.level(value, "hello") is AuthLevel.ANONYMOUS
    assert list(open_keys(tmp_path, ["hello"]).of("hello")) == ["default"]


@pytest.mark.parametrize(
    ("name", "value"), [("_x", "a"), ("", "a"), ("a/b", "a"), ("a", "ü"), ("a", " ")]
)
def test_what_no_key_has_is_refused(tmp_path: Path, name: str, value: str) -> None:
    keys = open_keys(tmp_path, [])

    with pytest.raises(ValueError, match="a key's"):
        keys.put(None, name, value)

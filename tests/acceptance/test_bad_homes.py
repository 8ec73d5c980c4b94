"""Homes, ports and keys that cannot be used: one sentence, a status that is not 0, nothing made."""

import os
import shutil
import socket
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.running import Platform


@pytest.fixture
def founded(home: Platform) -> Platform:
    """A home with a vault and a secret in it."""
    home.run("keyvault", "create", "-n", "kept")
    home.run("keyvault", "secret", "set", "--vault-name", "kept", "-n", "s", "--value", "safe")
    return home


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder; locks and what belongs to SQLite's own bookkeeping aside."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-shm", "-wal", ".lock"))
    }


def refused(platform: Platform, *words: str) -> str:
    """The one line that a command ends with."""
    done = platform.run(*words, status=1)
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("ERROR: ")
    return lines[0]


COMMANDS = [
    ("up", "--port-base", "0"),
    ("webapp", "list"),
    ("run", "--app", "web1", "--", "true"),
]


def test_a_home_of_a_newer_format(founded: Platform) -> None:
    with sqlite3.connect(founded.home / "nameplate.db") as connection:
        connection.execute("UPDATE meta SET value = '1000' WHERE name = 'format'")
    connection.close()
    before = content(founded.home)

    for words in COMMANDS:
        assert "newer version" in refused(founded, *words)
    assert content(founded.home) == before


@pytest.mark.parametrize("kind", ["text", "database"])
def test_a_database_of_another_program(home: Platform, kind: str) -> None:
    home.home.mkdir(mode=0o700)
    theirs = home.home / "nameplate.db"
    if kind == "text":
        theirs.write_text("this is somebody's diary, and not a database\n" * 100)
    else:
        with sqlite3.connect(theirs) as connection:
            connection.execute("CREATE TABLE diary (page TEXT)")
        connection.close()
    before = theirs.read_bytes()

    for words in COMMANDS:
        said = refused(home, *words)
        assert "another program" in said or "not a database of Nameplate" in said
    assert theirs.read_bytes() == before
    assert list(content(home.home)) == ["nameplate.db"]


def test_a_home_that_is_no_folder(home: Platform) -> None:
    home.home.write_text("a file")

    for words in COMMANDS:
        assert "is not a folder" in refused(home, *words)
    assert home.home.read_text() == "a file"


def test_a_home_of_another_user(founded: Platform) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(founded.home, 65534, 65534)
    before = content(founded.home)

    for words in COMMANDS:
        assert "belongs to another user (uid 65534)" in refused(founded, *words)
    assert content(founded.home) == before


def test_a_home_that_cannot_be_read_or_made(home: Platform) -> None:
    blocked = Platform(Path("/proc/nowhere/home"), home.command)

    for words in COMMANDS:
        assert "cannot create /proc/nowhere" in refused(blocked, *words)


def test_a_home_is_narrowed_to_its_owner(founded: Platform) -> None:
    founded.home.chmod(0o755)

    founded.run("webapp", "list")

    assert founded.home.stat().st_mode & 0o777 == 0o700
    for path in founded.home.rglob("*"):
        wanted = 0o700 if path.is_dir() else 0o600
        assert path.stat().st_mode & 0o777 == wanted, path


def test_a_wrong_master_key(founded: Platform) -> None:
    key = founded.home / "master.key"
    right = key.read_text()
    key.write_text("A" * 43 + "=\n")
    before = content(founded.home)

    for words in COMMANDS:
        said = refused(founded, *words)
        assert "the master key is not the one" in said
        assert right.strip() not in said
    assert content(founded.home) == before
    key.write_text(right)
    shown = founded.json("keyvault", "secret", "show", "--vault-name", "kept", "-n", "s")
    assert shown["value"] == "safe"


@pytest.mark.parametrize("text", ["", "short", "A" * 44, "é" * 43, "\x00" * 32])
def test_a_malformed_master_key(founded: Platform, text: str) -> None:
    (founded.home / "master.key").write_text(text)

    for words in COMMANDS:
        said = refused(founded, *words)
        assert "master key" in said
        assert not text or text not in said


def test_a_missing_master_key_is_not_made_anew(founded: Platform) -> None:
    (founded.home / "master.key").unlink()

    for words in COMMANDS:
        assert "master.key is missing" in refused(founded, *words)
    assert not (founded.home / "master.key").exists()


def test_what_is_only_for_scripts_is_written_again(founded: Platform) -> None:
    """``installation.json`` and the roots are copies: a start that was killed may have none."""
    facts = (founded.home / "installation.json").read_bytes()
    shutil.rmtree(founded.home / "trust")
    (founded.home / "installation.json").unlink()

    shown = founded.json("keyvault", "secret", "show", "--vault-name", "kept", "-n", "s")

    assert shown["value"] == "safe"
    assert (founded.home / "installation.json").read_bytes() == facts


def test_a_missing_master_key_is_missed_whatever_else_is_gone(founded: Platform) -> None:
    (founded.home / "master.key").unlink()
    (founded.home / "installation.json").unlink()

    assert "master.key is missing" in refused(founded, "webapp", "list")
    assert not (founded.home / "master.key").exists()


@pytest.mark.parametrize("option", ["--https-port", "--token-port", "--proxy-port"])
def test_a_port_in_use(home: Platform, option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused(home, "up", "--port-base", "0", option, str(port))

    assert f"port {port} on 127.0.0.1" in said
    assert option in said
    assert not (home.home / "run" / "up.json").exists()
    assert not (home.home / "nameplate.db").exists()
    home.run("status", status=3)


@pytest.mark.parametrize("port", ["-1", "65536", "http", "", "1.5"])
def test_a_port_that_is_none(home: Platform, port: str) -> None:
    done = home.run("up", f"--https-port={port}", status=None)

    assert done.returncode in (1, 2)
    assert done.stderr.startswith("ERROR: ")
    assert "Traceback" not in done.stderr
    assert not home.home.exists()


def test_a_second_up_is_told_of_the_first(home: Platform) -> None:
    with home:
        before = home.ports
        assert "is running already" in refused(home, "up", "--port-base", "0")
        assert home.ports == before
        home.run("status")


def test_after_kill_9_another_up_takes_over(home: Platform) -> None:
    """The record of the dead one says nothing: the lock went with it."""
    home.start()
    process = home._process
    assert process is not None
    process.kill()
    process.wait()

    home.run("status", status=3)
    home.run("down", status=3)
    with home:
        home.run("status")


def test_a_damaged_database_is_one_sentence(founded: Platform) -> None:
    database = founded.home / "nameplate.db"
    for rest in founded.home.glob("nameplate.db-*"):
        rest.unlink()
    whole = database.read_bytes()
    database.write_bytes(whole[:5000] + os.urandom(len(whole) - 5000))

    done = founded.run("keyvault", "list", status=None)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("ERROR: ")


def test_a_full_disk_is_one_sentence(founded: Platform, tmp_path: Path) -> None:
    """A limit on the size of files stands for it: nothing half done, and well again after."""
    size = sum(path.stat().st_size for path in founded.home.glob("nameplate.db*"))
    words = f'ulimit -f {size // 1024 + 4}; exec "$0" "$@"'
    big = "x" * 25_000
    command = [
        *("bash", "-c", words, str(founded.command), "keyvault", "secret", "set"),
        *("--vault-name", "kept", "-n", "big", "--value", big),
    ]

    for _ in range(30):  # what there is room for is taken first
        done = subprocess.run(
            command, env=founded.environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            break

    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert big not in done.stderr
    shown = founded.json("keyvault", "secret", "show", "--vault-name", "kept", "-n", "s")
    assert shown["value"] == "safe"

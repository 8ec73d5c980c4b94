"""Key files of an Arc agent: one secret each, worth one request, for a minute."""

from pathlib import Path

import pytest

from nameplate.managed_identity.arc_challenges import (
    FOLDER,
    ArcChallenges,
    CannotChallenge,
    folder_problem,
)
from tests.fakes.clock import FakeClock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "agent" / "tokens"


def test_a_file_is_what_clients_accept(folder: Path) -> None:
    """In its folder, ``.key``, for its owner alone, at most 4,096 bytes and no newline."""
    path = ArcChallenges(FakeClock(), folder).new("one")

    content = path.read_bytes()
    assert (path.parent, path.suffix) == (folder, ".key")
    assert path.stat().st_mode & 0o777 == 0o600
    assert 32 <= len(content) <= 4096
    assert content.strip() == content
    assert "=" not in str(path)
    assert str(FOLDER) == "/var/opt/azcmagent/tokens"


def test_its_content_is_good_once(folder: Path) -> None:
    challenges = ArcChallenges(FakeClock(), folder)
    path = challenges.new("one")
    shown = path.read_text()

    assert challenges.met("one", shown)
    assert not challenges.met("one", shown)
    assert not path.exists()


def test_it_is_good_for_its_binding_and_for_a_minute(folder: Path) -> None:
    clock = FakeClock()
    challenges = ArcChallenges(clock, folder)
    first, second = challenges.new("one"), challenges.new("one")

    assert not challenges.met("two", first.read_text())
    late = second.read_text()
    clock.advance(60)
    assert not challenges.met("one", late)


def test_unmet_ones_are_bounded_and_end(folder: Path) -> None:
    clock = FakeClock()
    challenges = ArcChallenges(clock, folder)
    paths = [challenges.new("one") for _ in range(20)]
    other = challenges.new("two")

    assert len(list(folder.iterdir())) == 17
    assert not paths[0].exists()
    assert other.exists()
    clock.advance(61)
    last = challenges.new("one")
    assert list(folder.iterdir()) == [last]
    challenges.close()
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    challenges = ArcChallenges(FakeClock(), tmp_path / "file" / "tokens")

    with pytest.raises(CannotChallenge, match="sudo install"):
        challenges.prepare()


def test_the_folder_is_looked_at_and_not_made(folder: Path) -> None:
    assert folder_problem(folder) is None
    assert not folder.exists()


def test_a_folder_that_cannot_be_is_told_with_its_repair(tmp_path: Path) -> None:
    """Root writes everywhere, but not below a file."""
    taken = tmp_path / "taken"
    taken.write_text("")

    problem = folder_problem(taken / "tokens")

    assert problem is not None
    assert "sudo install" in problem
    assert str(taken / "tokens") in problem

"""The Dockerfile, which no engine builds here: what it names exists, and who it runs as.

Its steps were not run by an engine; the acceptance tests run its two commands of Python on a folder
that has just what it copies.
"""

import re
import shlex
import tomllib
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parent.parent
KNOWN: Final = frozenset(
    (
        *("FROM", "WORKDIR", "COPY", "RUN", "USER", "ENV", "VOLUME", "ENTRYPOINT", "CMD"),
        *("ARG", "LABEL", "EXPOSE", "HEALTHCHECK", "STOPSIGNAL"),
    )
)


def instructions() -> list[tuple[str, str]]:
    """Each instruction and what stands behind it; continued lines are one."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def copied() -> list[str]:
    """What is copied from the tree."""
    found = [shlex.split(rest) for word, rest in instructions() if word == "COPY"]
    return [name for words in found if not words[0].startswith("--from=") for name in words[:-1]]


def test_every_instruction_is_one() -> None:
    assert {word for word, _ in instructions()} <= KNOWN


def test_what_is_copied_exists_and_is_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert copied()
    for name in copied():
        assert (ROOT / name).exists(), name
        assert name not in ignored


def test_stages_are_named_and_images_have_a_version() -> None:
    stages = [rest.split() for word, rest in instructions() if word == "FROM"]
    names = [words[2] for words in stages if len(words) == 3]
    for words in stages:
        assert re.fullmatch(r"python:3\.\d+-slim-\w+", words[0]), words
    used = re.findall(r"--from=(\w+)", "\n".join(rest for _, rest in instructions()))
    assert set(used) == set(names)


def test_its_python_is_one_that_the_locks_are_for() -> None:
    (version,) = {
        match[1]
        for word, rest in instructions()
        if word == "FROM" and (match := re.match(r"python:(3\.\d+)", rest))
    }
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (3, 11) <= tuple(map(int, version.split("."))) <= (3, 13)
    assert wanted["requires-python"] == ">=3.11"


def test_everything_that_is_installed_is_locked() -> None:
    """From an index with hashes, from a file without an index."""
    steps = [step for word, rest in instructions() if word == "RUN" for step in rest.split("&&")]
    installs = [step for step in steps if "pip install" in step]
    assert len(installs) == 3
    for each in installs:
        assert "--require-hashes" in each or ("--no-index" in each and "--no-deps" in each)
    for name in re.findall(r"-r (?:/tmp/)?(?:requirements/)?(\w+\.txt)", " ".join(installs)):
        assert "--hash=sha256:" in (ROOT / "requirements" / name).read_text(encoding="utf-8")


def test_it_runs_as_nobody_in_particular_and_starts_our_command() -> None:
    found = dict(instructions())
    assert found["USER"] == "nameplate"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert found["ENTRYPOINT"] == '["nameplate"]'
    assert "nameplate" in project["scripts"]
    assert found["ENV"].startswith("NAMEPLATE_HOME=/var/lib/nameplate/")
    assert found["VOLUME"] == '["/var/lib/nameplate"]'


@pytest.mark.parametrize("word", ["password", "secret", "token", "key"])
def test_it_holds_no_secret(word: str) -> None:
    text = "\n".join(rest for name, rest in instructions() if name in ("ENV", "ARG", "LABEL"))
    assert word not in text.lower()

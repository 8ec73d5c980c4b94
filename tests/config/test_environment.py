"""The environment, read as a value."""

import os

import pytest

from nameplate.config.environment import process_environment, read_environment


def test_it_is_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAMEPLATE_TEST_OF_COPY", "1")
    found = read_environment()
    assert found["NAMEPLATE_TEST_OF_COPY"] == "1"
    found["NAMEPLATE_TEST_OF_COPY"] = "2"
    assert os.environ["NAMEPLATE_TEST_OF_COPY"] == "1"


def test_the_environment_itself_is_there_for_whoever_changes_it() -> None:
    assert process_environment() is os.environ

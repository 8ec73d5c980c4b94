"""What the keeper is asked to run is checked before anything starts."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.process.keeper.workload import InvalidWorkload, Limits, Workload

GOOD: dict[str, Any] = {
    "app": "web1",
    "command": ["true"],
    "environment": {"A": "b"},
    "folder": "/",
    "log": "/tmp/log",  # noqa: S108 - a name, never opened
}
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=4), st.dictionaries(TEXTS, TEXTS, max_size=4))
def test_a_request_is_read_as_it_was_written(
    app: str, command: list[str], environment: dict[str, str]
) -> None:
    made = Workload(
        app, tuple(command), environment, "/", "/l", user=7, isolated=True, limits=Limits(files=9)
    )
    assert Workload.read(made.to_request()) == made


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"app": ""}, "'app'"),
        ({"command": []}, "'command' is empty"),
        ({"command": "true"}, "'command' is no list"),
        ({"command": ["a\0b"]}, "'command' is no list"),
        ({"environment": {"A": 1}}, "'environment'"),
        ({"environment": None}, "'environment'"),
        ({"user": 0}, "'user'"),
        ({"user": "web1"}, "'user'"),
        ({"limits": {"cpu": 1}}, "'limits' takes"),
        ({"limits": {"files": 0}}, "a limit"),
        ({"label": []}, "'label'"),
        ({"hidden": [1]}, "'hidden'"),
    ],
)
def test_a_wrong_request_is_named(change: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidWorkload, match=words):
        Workload.read(GOOD | change)


def test_an_environment_does_not_print() -> None:
    assert "b'" not in repr(Workload.read(GOOD))
    assert "environment" not in repr(Workload.read(GOOD))

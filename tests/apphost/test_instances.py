"""How a process ended is told in words."""

import pytest

from nameplate.apphost.instances import words_of


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"code": 3, "signal": None}, "its process ended with exit status 3"),
        ({"code": None, "signal": 9}, "its process was ended by signal 9"),
        ({"failure": "python: not found"}, "python: not found"),
    ],
)
def test_an_end_in_words(event: dict[str, object], expected: str) -> None:
    assert words_of(event) == expected

"""The README's programs are whole and name what exists; its table of connection strings parses."""

import re
from pathlib import Path

import pytest

from nameplate_client.connection import parse

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^```python\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
STRINGS = re.findall(r"^\| `(RunAs=[^`]*)` \|", README, re.MULTILINE)


def test_there_are_programs_and_strings() -> None:
    assert len(SNIPPETS) == 6
    assert len(STRINGS) == 7


@pytest.mark.parametrize("number", [2, 3, 4])
def test_a_receiving_program_runs(number: int) -> None:
    names: dict[str, object] = {}

    exec(compile(SNIPPETS[number], "README.md", "exec", dont_inherit=True), names)  # noqa: S102 - our README's own code

    assert "validator" in names


@pytest.mark.parametrize("text", STRINGS)
def test_a_connection_string_means_something(text: str) -> None:
    values = {"PATH": "/c", "SHA1": "0" * 40}
    filled = re.sub(r"\b(PATH|SHA1)\b", lambda found: values[found[0]], text)

    assert parse(filled)

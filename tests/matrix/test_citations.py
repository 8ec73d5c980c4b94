"""A line that is cited holds what it is said to hold."""

from dataclasses import replace
from pathlib import Path

import pytest
from conformance.matrix.citations import wrong

from tests.matrix.made import client, gap


@pytest.mark.parametrize(
    ("holds", "found"),
    [
        ("says no", []),
        ("says yes", ["some: client.py:7 holds `# it says no`, not `says yes`"]),
        (None, []),
    ],
)
def test_the_line_is_read(tmp_path: Path, holds: str | None, found: list[str]) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "client.py").write_text("\n" * 6 + "  # it says no\n")
    some = replace(client(replace(gap(), holds=holds)), roots=("$BUILD/lib",))

    assert list(wrong(some, {"BUILD": str(tmp_path)})) == found


def test_a_file_that_is_not_on_this_machine_is_passed_over(tmp_path: Path) -> None:
    some = replace(client(replace(gap(), holds="anything")), roots=("$BUILD/lib",))

    assert list(wrong(some, {"BUILD": str(tmp_path)})) == []

"""The task pages of ``docs/``: every command in them runs, and says what the page says."""

import os
import shutil
from pathlib import Path

import pytest

from tests.acceptance import environments, pages
from tests.acceptance.environments import ROOT
from tests.running import Platform

QUICKSTART = ROOT / "examples" / "quickstart"
PAGES = (
    *("permissions", "least-privilege", "key-vault-references", "templates", "people-and-apps"),
    *("sources", "web-apps", "function-apps", "slots", "activity", "portal"),
)
ELSEWHERE = {"accepting-tokens", "real-tokens", "containers", "testing"}
"""Pages that need more than the quickstart's environment: tests of their own run them."""


@pytest.mark.parametrize("name", PAGES)
def test_every_command_of_a_page_runs(home: Platform, tmp_path: Path, name: str) -> None:
    python = environments.python_environment("quickstart", QUICKSTART / "requirements.txt")
    shutil.copy(QUICKSTART / "app.py", tmp_path)
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "nameplate").symlink_to(home.command)
    variables = {**home.environment, "PATH": f"{commands}:{python.parent}:{os.environ['PATH']}"}
    page = ROOT / "docs" / f"{name}.md"

    said = pages.run(page, tmp_path, variables)

    assert pages.unsaid(page, said) == []


def test_every_page_with_commands_is_run() -> None:
    found = {
        page.stem
        for page in (ROOT / "docs").glob("*.md")
        if any(block.kind == "sh" for block in pages.blocks(page))
    }
    assert found == {*PAGES, *ELSEWHERE}


@pytest.mark.parametrize(
    ("commands", "holds"),
    [
        ("true\nfalse    # refused", True),
        ("A=1\ntest $A = 1", True),
        ("false", False),
        ("true    # refused", False),
        ("false\ntrue", False),
    ],
)
def test_a_page_holds_when_each_line_does(tmp_path: Path, commands: str, *, holds: bool) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"```sh\necho one two\n{commands}\n```\n\n```text\none ...\n```\n")
    try:
        said = pages.run(page, tmp_path, {"PATH": os.environ["PATH"]})
    except AssertionError:
        assert not holds
    else:
        assert holds
        assert pages.unsaid(page, said) == []
        page.write_text(page.read_text().replace("one ...", "three"))
        assert pages.unsaid(page, said) == ["three"]

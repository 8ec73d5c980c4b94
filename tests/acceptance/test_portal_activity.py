"""Activity in Chromium: a real SDK's refusal is seen at once, explained, and granted by what the
page offers: by each of its fragments, by mouse and by keyboard.
"""

import shutil
from pathlib import Path

import pytest

from tests.acceptance import environments
from tests.acceptance.environments import ROOT
from tests.acceptance.test_portal import browser, platform, walk, walks
from tests.running import Platform

__all__ = ["browser", "platform", "walks"]
"""Fixtures."""

QUICKSTART = ROOT / "examples" / "quickstart"


@pytest.mark.parametrize(
    ("forms", "keyboard"),
    [(["nameplate", "az", "template"], False), (["template"], True)],
    ids=["mouse", "keyboard"],
)
def test_a_refusal_is_seen_and_what_the_page_offers_grants_it(
    platform: Platform,
    browser: str,
    walks: Path,
    tmp_path: Path,
    *,
    forms: list[str],
    keyboard: bool,
) -> None:
    python = environments.python_environment("quickstart", QUICKSTART / "requirements.txt")
    shutil.copy(QUICKSTART / "app.py", tmp_path)
    for words in (
        "keyvault create -n contoso",
        "keyvault secret set --vault-name contoso -n db-password --value hunter2",
        "webapp create -n web1 --assign-identity",
        "keyvault set-policy -n contoso --app web1 --secret-permissions list",
    ):
        platform.run(*words.split())
    said = walk(
        platform,
        walks / "activity.mjs",
        browser=browser,
        keyboard=keyboard,
        forms=forms,
        folder=str(tmp_path),
        sdk=[str(python), str(tmp_path / "app.py")],
        app="web1",
        vault="contoso",
        secret="hunter2",
    )
    assert f"granted {len(forms)} times" in said

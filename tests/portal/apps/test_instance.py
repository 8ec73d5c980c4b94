"""The process of an app that runs here, as its pages show it."""

import pytest

from nameplate.apphost.states import Condition, Running, State
from tests.portal.portals import Browser, Stand

PATH = "/apps/local/web1"


async def hosting(
    stand: Stand, monkeypatch: pytest.MonkeyPatch, condition: Condition, *, knows: bool = True
) -> None:
    """An app with an identity, hosted in a state."""
    await stand.site("web1", identity={"type": "SystemAssigned"})
    running = Running(condition, with_identity=knows)
    monkeypatch.setattr(type(stand.server.rooms.app_host), "running", lambda *_: running)


async def test_what_runs_and_since_when(
    stand: Stand, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hosting(stand, monkeypatch, Condition(State.EMPTY, "nothing was deployed", 60.0))
    page = await browser.get(PATH)
    assert (
        "State Nothing deployed yet since 1970-01-01 00:01 UTC nothing was deployed" in page.words
    )


async def test_a_restart_that_is_needed_is_offered_on_every_page_that_says_so(
    stand: Stand, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hosting(stand, monkeypatch, Condition(State.RUNNING), knows=False)
    for path in (PATH, f"{PATH}/identity", f"{PATH}/configuration"):
        page = await browser.get(path)
        assert "A restart is needed." in page.words, path
        assert "Restart web1" in page.words, path


async def test_one_that_is_not_needed_is_not(
    stand: Stand, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hosting(stand, monkeypatch, Condition(State.RUNNING))
    for path in (PATH, f"{PATH}/identity", f"{PATH}/configuration"):
        assert "restart is needed" not in (await browser.get(path)).words, path


async def test_where_nothing_is_hosted_the_wanted_state_is_shown(
    stand: Stand, browser: Browser
) -> None:
    await stand.site("web1", identity={"type": "SystemAssigned"})
    assert "State Running Address" in (await browser.get(PATH)).words
    page = await browser.get(f"{PATH}/identity")
    assert "finds a new identity after a restart" in page.words

"""An app at a glance."""

from uuid import uuid4

import pytest

from tests.portal.portals import Browser, Stand

PATH = "/apps/local/web1"


async def test_stop_start_and_restart(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    page = await browser.post(PATH, {"action": "stop"})
    assert page.path == PATH
    assert "web1 stops." in page.words
    assert "State Stopped" in page.words
    page = await browser.post(PATH, {"action": "start"})
    assert "State Running" in page.words
    page = await browser.post(PATH, {"action": "restart"})
    assert "web1 restarts" in page.words


async def test_something_else(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    assert (await browser.post(PATH, {"action": "newpassword"})).status == 404


async def test_a_function_apps_features(stand: Stand, browser: Browser) -> None:
    await stand.site("func1", kind="functionapp")
    page = await browser.get("/apps/local/func1/features")
    assert "Register the app with the directory" in page.words
    assert "/apps/local/func1/identity" in page.text


@pytest.mark.parametrize("action", ["start", "stop", "restart"])
async def test_a_reader_only_looks(stand: Stand, action: str) -> None:
    await stand.site("web1")
    browser = await stand.browser(await stand.user("reader", "Reader"))
    page = await browser.get(PATH)
    assert "Restart" not in page.words
    assert (await browser.post(PATH, {"action": action})).status == 403


async def test_what_each_action_takes_is_offered_by_itself(stand: Stand) -> None:
    """A role may give restarting alone."""
    await stand.site("web1")
    path = f"{stand.subscription}/providers/Microsoft.Authorization/roleDefinitions/{uuid4()}"
    properties = {
        "roleName": "Restarter",
        "type": "CustomRole",
        "permissions": [{"actions": ["*/read", "Microsoft.Web/sites/restart/action"]}],
        "assignableScopes": [stand.subscription],
    }
    await stand.arm("PUT", path, {"properties": properties}, version="2022-04-01")
    browser = await stand.browser(await stand.user("restarter", "Restarter"))
    page = await browser.get(PATH)
    assert 'value="restart"' in page.text
    assert 'value="stop"' not in page.text
    assert "web1 restarts" in (await browser.post(PATH, {"action": "restart"})).words
    assert (await browser.post(PATH, {"action": "stop"})).status == 403

"""Where deployments stand."""

import pytest

from nameplate.portal.deployments.scopes import SUBSCRIPTION, Scope
from tests.portal.portals import Browser, Stand


@pytest.mark.parametrize("key", ["a%2Fb", "a%3Fb", "a~b"])
async def test_what_can_be_no_group(browser: Browser, key: str) -> None:
    assert (await browser.get(f"/deployments/{key}/main")).status == 404


async def test_groups_are_offered(stand: Stand, browser: Browser) -> None:
    await stand.site("web1", group="billing")
    page = await browser.get("/deployments")
    assert '<option value="billing">' in page.text
    assert "the subscription" in page.words


def test_commands_name_the_place() -> None:
    group = Scope("My (group)", "/subscriptions/s/resourceGroups/My (group)", "My (group)")
    assert group.command("show") == "nameplate deployment group show -g 'My (group)'"
    everywhere = Scope(SUBSCRIPTION, "/subscriptions/s", "the subscription")
    assert everywhere.command("show") == "nameplate deployment sub show"

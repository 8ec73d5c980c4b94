"""An app as pages show it."""

import pytest

from nameplate.portal.apps.app import app_id, read_app
from nameplate.portal.failures import NoSuchPage
from tests.portal.portals import Browser, Stand
from tests.portal.wires.callers import PLACE

SITE = "/subscriptions/sub/resourceGroups/local/providers/Microsoft.Web/sites/web1"


def test_ids() -> None:
    assert app_id(PLACE, "local", "web1") == SITE
    assert app_id(PLACE, "local", "web1~staging") == f"{SITE}/slots/staging"


@pytest.mark.parametrize(
    ("group", "key"), [("a/b", "web1"), ("local", "a/b"), ("local", ""), ("a\nb", "x"), ("a", "x?")]
)
def test_what_can_be_no_app(group: str, key: str) -> None:
    with pytest.raises(NoSuchPage):
        app_id(PLACE, group, key)


def test_of_a_bare_document() -> None:
    app = read_app({"id": SITE}, PLACE)
    assert (app.name, app.group, app.slot, app.state, app.principal_id) == (
        *("web1", "local", "", "", ""),
    )
    assert not app.runs
    assert not app.is_function


def test_of_a_slot() -> None:
    document = {
        "id": f"{SITE}/slots/staging",
        "kind": "functionapp,linux",
        "properties": {"state": "Running", "defaultHostName": "web1-staging.azurewebsites.net"},
        "identity": {
            "type": "SystemAssigned, UserAssigned",
            "principalId": "p",
            "userAssignedIdentities": {"/x/shared": {"principalId": "q", "clientId": "c"}},
        },
    }
    app = read_app(document, PLACE)
    assert (app.label, app.key) == ("web1 / staging", "web1~staging")
    assert app.is_function
    assert app.runs
    assert app.address == "https://web1-staging.sites.localhost:8443/"
    assert app.user_assigned[0].name == "shared"


async def test_its_pages_have_its_menu(stand: Stand, browser: Browser) -> None:
    """The founding document's way: under Settings, or under Platform features."""
    await stand.site("web1")
    await stand.site("func1", kind="functionapp")
    page = await browser.get("/apps/local/web1")
    assert "Settings Managed service identity" in page.words
    page = await browser.get("/apps/local/func1")
    assert "Platform features Managed service identity" in page.words
    assert "Settings" not in page.words

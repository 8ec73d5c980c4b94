"""From the id of an app to its pages."""

from nameplate.audit.event import Event, EventKind
from tests.portal.portals import Browser, Stand


async def test_an_apps_events_lead_to_it(stand: Stand, browser: Browser) -> None:
    trail = stand.server.rooms.trail
    group = f"{stand.subscription}/resourceGroups/local/providers"
    for workload, expected in (
        (f"{group}/Microsoft.Web/sites/web1", "/activity/apps/local/web1"),
        (f"{group}/Microsoft.Web/sites/web1/slots/b", "/activity/apps/local/web1~b"),
        (f"{group}/Microsoft.KeyVault/vaults/v", ""),
        ("nothing", ""),
    ):
        event = Event(
            kind=EventKind.TOKEN, action="token", outcome="allowed", resource="", workload=workload
        )
        await trail.record(event)
        page = await browser.get(f"/activity/{await trail.last()}")
        assert ('href="/activity/apps/' in page.text) is bool(expected)
        assert expected in page.text

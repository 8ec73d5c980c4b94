"""Slots as a swap reads and writes them."""

from nameplate.providers.site_publishing import Publishing
from nameplate.providers.site_settings import SiteSettings
from nameplate.providers.slot_states import opened_values, read, sealed_values, write
from nameplate.resource_manager.records import Resource
from tests.fakes.sealer import FakeSealer
from tests.providers.stand import AT, SITE, SLOT, Stand

SETTINGS = SiteSettings(FakeSealer(), Publishing(FakeSealer(), AT.cloud))


async def stored(stand: Stand, path: str) -> Resource:
    found = await stand.store.resources.find(path.lower())
    assert found is not None
    return found


async def test_what_a_process_needs_is_written_whether_it_was_there_or_not(stand: Stand) -> None:
    await stand.put(SITE, {"location": "westeurope"})
    await stand.put(SLOT, {"location": "westeurope"})
    slot = await stored(stand, SLOT)
    state = await read(slot, SETTINGS, stand.store.resources.find)
    assert (state.slot, state.configuration.app_settings) == ("staging", {})

    written, after = write(state, slot, state.configuration, SETTINGS)
    names = [each.name for each in written.resources]
    assert names == ["staging", "appsettings", "connectionstrings", "web"]
    made = after.configs["appsettings"]
    assert made.type == "Microsoft.Web/sites/slots/config"
    assert SETTINGS.opened(made) == {}
    assert after.site.etag == written.etags[slot.key] != slot.etag
    assert len((written + written).resources) == 8


def test_values_kept_with_a_site_are_sealed_for_it() -> None:
    site = Resource(SITE, "Microsoft.Web/sites", "web1", None, None, None, None, {})
    kept = Resource(
        *(SITE, "Microsoft.Web/sites", "web1", None, None, None, None, {}),
        protected=sealed_values({"a": "b"}, site, SETTINGS),
    )
    assert opened_values(kept, SETTINGS) == {"a": "b"}
    assert opened_values(site, SETTINGS) == {}

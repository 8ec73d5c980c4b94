"""What is wanted of a site: running, stopped, begun anew, published to."""

import pytest

from tests.conformance.providers import SITE_BODY
from tests.providers.stand import SITE, SLOT, STRANGER, Stand


@pytest.fixture
async def site(stand: Stand) -> Stand:
    """The same, with a site and a slot."""
    await stand.put(SITE, SITE_BODY)
    await stand.put(SLOT, {"location": "westeurope"})
    return stand


@pytest.mark.parametrize("path", [SITE, SLOT])
async def test_stop_and_start_are_remembered(site: Stand, path: str) -> None:
    stopped = await site.send("POST", f"{path}/stop")
    assert (stopped.status, stopped.body) == (200, None)
    body = (await site.get(path)).body
    assert body["properties"]["state"] == "Stopped"

    assert (await site.put(path, body)).body["properties"]["state"] == "Stopped"
    await site.send("POST", f"{path}/start")
    assert (await site.get(path)).body["properties"]["state"] == "Running"


async def test_a_restart_is_a_change_and_changes_nothing_else(site: Stand) -> None:
    before = await site.get(SITE)
    site.clock.advance(5)
    assert (await site.send("POST", f"{SITE}/restart")).status == 200
    after = await site.get(SITE)

    assert before.headers["etag"] != after.headers["etag"]
    assert after.body["identity"] == before.body["identity"]
    events = [each.event for each in await site.trail.since(0)]
    assert events[-1].action == "Microsoft.Web/sites/restart/action"


async def test_profiles_carry_the_password_and_one_is_ftp(site: Stand) -> None:
    found = await site.raw("POST", f"{SITE}/publishxml")
    listed = await site.send("POST", f"{SITE}/config/publishingcredentials/list")
    password = listed.body["properties"]["publishingPassword"]

    text = found.body.decode()
    assert (b"content-type", b"application/xml") in found.headers
    assert text.startswith("<publishData><publishProfile ")
    assert 'publishMethod="FTP"' in text
    assert f'userPWD="{password}"' in text


async def test_a_new_password_ends_the_old_one(site: Stand) -> None:
    async def password() -> str:
        listed = await site.send("POST", f"{SITE}/config/publishingcredentials/list")
        return str(listed.body["properties"]["publishingPassword"])

    before = await password()
    assert (await site.send("POST", f"{SITE}/newpassword")).status == 200
    assert await password() != before


@pytest.mark.parametrize("action", ["start", "stop", "restart", "publishxml", "newpassword"])
async def test_each_is_a_right_of_its_own_and_wants_a_site(site: Stand, action: str) -> None:
    missing = await site.send("POST", f"{SITE}2/{action}")
    assert (missing.status, missing.body["Code"]) == (404, "NotFound")

    site.doorkeeper.principal = STRANGER
    refused = await site.send("POST", f"{SITE}/{action}")
    assert f"Microsoft.Web/sites/{action}/action" in refused.body["error"]["message"]


async def test_a_site_made_before_passwords_were_has_none(site: Stand) -> None:
    work = site.store.units.begin()
    key = f"{SITE}/config/publishingcredentials".lower()
    held = await site.store.resources.find(key)
    assert held is not None
    site.store.resources.delete(work, key, expected_etag=held.etag)
    await work.commit()

    assert (await site.send("POST", f"{SITE}/publishxml")).status == 404
    assert (await site.send("POST", f"{SITE}/newpassword")).status == 404

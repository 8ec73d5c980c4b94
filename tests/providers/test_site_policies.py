"""Whether a site's password may be used to publish."""

import pytest

from tests.conformance.providers import SITE_BODY
from tests.providers.stand import SITE, SLOT, Stand

SCM = "basicPublishingCredentialsPolicies/scm"


@pytest.mark.parametrize("path", [SITE, SLOT])
async def test_a_new_site_allows_and_can_be_told_not_to(stand: Stand, path: str) -> None:
    await stand.put(SITE, SITE_BODY)
    await stand.put(path, SITE_BODY)

    begun = await stand.get(f"{path}/{SCM}")
    put = await stand.put(f"{path}/{SCM}", {"properties": {"allow": False}})
    listed = await stand.get(f"{path}/basicPublishingCredentialsPolicies")

    assert begun.body["properties"] == {"allow": True}
    assert (put.status, put.body["properties"]) == (200, {"allow": False})
    assert [each["name"] for each in listed.body["value"]] == ["ftp", "scm"]
    assert listed.body["value"][0]["location"] == "westeurope"


async def test_it_stays_when_the_site_is_put_again(stand: Stand) -> None:
    await stand.put(SITE, SITE_BODY)
    await stand.put(f"{SITE}/{SCM}", {"properties": {"allow": False}})
    await stand.put(SITE, SITE_BODY)
    assert (await stand.get(f"{SITE}/{SCM}")).body["properties"] == {"allow": False}


async def test_it_says_true_or_false(stand: Stand) -> None:
    await stand.put(SITE, SITE_BODY)
    assert (await stand.put(f"{SITE}/{SCM}", {"properties": {}})).status == 400
    assert (await stand.delete(f"{SITE}/{SCM}")).status == 405

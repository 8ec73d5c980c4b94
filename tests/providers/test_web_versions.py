"""Members by api-version."""

import pytest

from nameplate.providers.web_versions import OF_PLANS, OF_SITES, as_of
from tests.conformance.providers import PLAN_BODY, SITE_BODY
from tests.providers.stand import PLAN, SITE, Stand


def test_what_somebody_set_is_always_shown() -> None:
    since = {"new": "2021-01-01", "newer": "2022-01-01"}
    members = {"old": 1, "new": 2, "newer": 3}
    assert as_of("2020-12-01", members, since) == {"old": 1}
    assert as_of("2020-12-01", members, since, given={"newer": 0}) == {"old": 1, "newer": 3}
    assert as_of("2021-01-01-preview", members, since) == {"old": 1, "new": 2}


@pytest.mark.parametrize("version", ["2016-08-01", "2019-08-01", "2023-12-01"])
async def test_old_versions_have_old_members(stand: Stand, version: str) -> None:
    query = f"api-version={version}"
    await stand.put(PLAN, PLAN_BODY)
    await stand.put(SITE, SITE_BODY)
    site = (await stand.get(SITE, query=query)).body["properties"]
    plan = (await stand.get(PLAN, query=query)).body["properties"]
    web = (await stand.get(f"{SITE}/config/web", query=query)).body["properties"]

    for shown, since in ((site, OF_SITES), (plan, OF_PLANS)):
        assert {name for name, date in since.items() if date <= version} == set(since) & set(shown)
    assert ("scmMinTlsVersion" in web) is (version > "2021")
    assert ("configVersion" in web["siteAuthSettings"]) is (version > "2021")
    assert (site["siteConfig"] is None) is (version == "2019-08-01")
    assert (site["state"], plan["status"], web["scmType"]) == ("Running", "Ready", "None")

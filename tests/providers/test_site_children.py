"""What types below sites and slots share."""

import pytest

from nameplate.providers.site_children import SITES, child_type
from nameplate.resource_manager.resource_type import ErrorShape
from tests.conformance.providers import SITE_BODY
from tests.providers.stand import SITE, SLOT, Stand


@pytest.mark.parametrize("child", ["instances", "functions", "deploymentStatus"])
async def test_what_is_below_nothing_is_not_found(stand: Stand, child: str) -> None:
    for above in (SITE, SLOT):
        found = await stand.get(f"{above}/{child}")
        assert found.status == 404


async def test_a_host_of_nothing_is_told_in_the_words_of_sites(stand: Stand) -> None:
    found = await stand.send("POST", f"{SITE}/host/default/listkeys")
    assert "Cannot find Site with name web1." in str(found.body)


async def test_a_slot_is_no_site_of_its_own(stand: Stand) -> None:
    await stand.put(SITE, SITE_BODY)
    assert (await stand.get(f"{SITE}/instances")).status == 200
    assert (await stand.get(f"{SLOT}/instances")).status == 404
    await stand.put(SLOT, {"location": "westeurope"})
    assert (await stand.get(f"{SLOT}/instances")).status == 200


def test_its_types_fail_in_the_words_of_sites() -> None:
    for above in SITES:
        made = child_type(f"{above}/instances")
        assert (made.name, made.error_shape) == (f"{above}/instances", ErrorShape.WEB)

"""Whether a name is free: sites and slots share one namespace of host names."""

from typing import Any

import pytest

from tests.conformance.providers import SITE_BODY
from tests.providers.stand import GROUP, SITE, SLOT, SUB, Stand

CHECK = f"{SUB}/providers/Microsoft.Web/checknameavailability"
VALIDATE = f"{GROUP}/providers/Microsoft.Web/validate"
OTHER = f"{GROUP}/providers/Microsoft.Web/sites/web1-staging"


@pytest.mark.parametrize(
    ("name", "available", "reason"),
    [
        ("free", True, ""),
        ("WEB1", False, "AlreadyExists"),
        ("web1-staging", False, "AlreadyExists"),
        ("web1-other", True, ""),
        ("a_b", False, "Invalid"),
    ],
)
async def test_names_can_be_asked_for(stand: Stand, name: str, available: Any, reason: str) -> None:
    await stand.put(SITE, SITE_BODY)
    await stand.put(SLOT, SITE_BODY)

    found = await stand.send("POST", CHECK, {"name": name, "type": "Site"})

    assert (found.status, found.body["nameAvailable"]) == (200, available)
    assert found.body["reason"] == reason


async def test_asking_for_no_name_is_refused(stand: Stand) -> None:
    assert (await stand.send("POST", CHECK, {})).status == 400
    assert (await stand.send("POST", VALIDATE, {})).status == 400
    assert (await stand.get(CHECK)).status == 405


async def test_a_site_cannot_take_a_slots_host(stand: Stand) -> None:
    await stand.put(SITE, SITE_BODY)
    await stand.put(SLOT, SITE_BODY)
    assert (await stand.put(OTHER, SITE_BODY)).status == 409


async def test_a_slot_cannot_take_a_sites_host(stand: Stand) -> None:
    await stand.put(SITE, SITE_BODY)
    await stand.put(OTHER, SITE_BODY)
    assert (await stand.put(SLOT, SITE_BODY)).status == 409


@pytest.mark.parametrize(
    ("name", "kind", "status"),
    [
        ("plan_1", "Microsoft.Web/serverfarms", "Success"),
        ("web1", "Site", "Success"),
        ("a_b", "Site", "Failure"),
    ],
)
async def test_validation_says_success_or_why_not(
    stand: Stand, name: str, kind: str, status: str
) -> None:
    found = await stand.send("POST", VALIDATE, {"name": name, "type": kind, "location": "westus"})
    assert found.body["status"] == status
    assert (found.body["error"] is None) == (status == "Success")

"""The one decision, and that each refusal is on record."""

import pytest

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.edge.http import Request
from nameplate.managed_identity import refusals
from nameplate.managed_identity.granting import Refusal
from nameplate.managed_identity.identities import FoundIdentity
from nameplate.managed_identity.question import TokenQuestion
from tests.fakes.workloads import PLAIN_SITE, SITE, VAULT, installation

ASKED = Request("GET", "/")


async def test_an_identity_that_may_is_found() -> None:
    house = await installation()

    found = await house.endpoint.parts.granting.find(ASKED, TokenQuestion(VAULT, None), on=SITE)

    assert found == FoundIdentity(house.system, None)


@pytest.mark.parametrize(
    ("on", "resource", "reason"),
    [
        (None, VAULT, refusals.NO_SUCH_IDENTITY),
        (PLAIN_SITE, VAULT, refusals.NO_SUCH_IDENTITY),
        (SITE, f"{AZURE_PUBLIC.vault_audience}.example", refusals.UNKNOWN_RESOURCE),
    ],
)
async def test_a_refusal_says_why_and_is_recorded(
    on: str | None, resource: str, reason: str
) -> None:
    house = await installation()

    refused = await house.endpoint.parts.granting.find(ASKED, TokenQuestion(resource, None), on=on)

    assert isinstance(refused, Refusal)
    assert refused.reason == reason
    assert [event.reason for event in house.trail.events] == [reason]


async def test_what_is_switched_off_or_not_assigned_is_refused() -> None:
    house = await installation()
    granting = house.endpoint.parts.granting
    await house.require_assignment()
    unassigned = await granting.find(ASKED, TokenQuestion("api://orders", None), on=SITE)
    await house.switch(house.system, enabled=False)
    off = await granting.find(ASKED, TokenQuestion(VAULT, None), on=SITE)

    assert isinstance(unassigned, Refusal)
    assert isinstance(off, Refusal)
    assert (unassigned.reason, off.reason) == (refusals.NOT_ASSIGNED, refusals.SWITCHED_OFF)

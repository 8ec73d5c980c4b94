"""PUT and PATCH: one unit of work, names, links to other resources."""

from typing import Any

import pytest

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.core.errors import InternalFailure
from nameplate.resource_manager.provider import Desired, Turn
from nameplate.resource_manager.records import Resource
from tests.conformance.providers import SITE_BODY
from tests.providers.stand import (
    GROUP,
    IDENTITY,
    OPERATOR,
    SITE,
    STRANGER,
    SUB,
    VERSION,
    Stand,
)


@pytest.mark.parametrize(
    "path",
    [
        f"{SUB}/resourceGroups/ends.",
        f"{SUB}/resourceGroups/sp ace",
        f"{GROUP}/providers/Microsoft.Web/sites/-web",
        f"{GROUP}/providers/Microsoft.Web/sites/a_b",
        f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/a",
    ],
)
async def test_names_that_cannot_be(stand: Stand, path: str) -> None:
    found = await stand.put(path, {"location": "westeurope"})
    assert (found.status, found.error) == (400, "InvalidResourceName")


async def test_a_failing_provider_leaves_nothing(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider: Any = stand.catalogue.get("Microsoft.Web/sites")
    before = await stand.trail.last()

    async def fails(_: Any, desired: Desired, current: Resource | None, turn: Turn) -> None:
        stand.directory.create_managed_identity(turn.work, display_name="x", resource_id=desired.id)
        raise InternalFailure("InternalServerError", "half way")

    monkeypatch.setattr(type(provider), "put", fails)
    with pytest.raises(InternalFailure):
        await stand.put(SITE, SITE_BODY)

    assert await stand.directory.service_principals() == []
    assert await stand.below(GROUP) == []
    assert await stand.trail.last() == before


async def test_who_assigns_an_identity_needs_a_right_on_it(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stand.put(IDENTITY, {"location": "westeurope"})
    decide = stand.phases.guard._decisions.decide_action

    async def but_not_assign(principal: Any, action: str, scope: str) -> Any:
        asked = STRANGER if action.endswith("/assign/action") else OPERATOR
        return await decide(asked, action, scope)

    monkeypatch.setattr(stand.phases.guard._decisions, "decide_action", but_not_assign)
    body = {
        **SITE_BODY,
        "identity": {"type": "UserAssigned", "userAssignedIdentities": {IDENTITY: {}}},
    }
    refused = await stand.put(SITE, body)

    assert (refused.status, refused.error) == (403, "LinkedAuthorizationFailed")
    assert IDENTITY in refused.body["error"]["message"]
    assert (await stand.get(SITE)).status == 404


async def test_a_creation_names_its_place_where_azure_does(stand: Stand) -> None:
    made = await stand.put(IDENTITY, {"location": "westeurope"})
    again = await stand.put(IDENTITY, {"location": "westeurope"})

    there = f"{AZURE_PUBLIC.resource_manager}{made.body['id']}?api-version={VERSION}"
    assert made.headers["location"] == there
    assert "location" not in again.headers

"""What every stored resource type must do, whatever it is: the laws of ARM's PUT, GET and DELETE.

A suite gives ``CASES`` and a fixture ``stand``; each law runs for each case. A new provider joins
by adding its case.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pytest

from nameplate.resource_manager.address import parse
from nameplate.resource_manager.predictions import without
from nameplate.resource_manager.resource_type import ResourceType
from tests.providers.predicting import predict
from tests.providers.stand import (
    COMPONENT,
    GROUP,
    IDENTITY,
    PLAN,
    SITE,
    SLOT,
    STORAGE,
    STRANGER,
    SUB,
    TENANT,
    VAULT,
    WORKSPACE,
    Stand,
)


@dataclass(frozen=True, slots=True)
class Case:
    """A resource type, by one resource of it."""

    path: str
    body: dict[str, Any]
    created: int = 201
    deleted: int = 200
    gone: int = 204
    deletable: bool = True
    volatile: tuple[str, ...] = ("systemData",)
    """Members of the answer that a write changes by itself."""
    moving: tuple[str, ...] = field(default=())
    """The same, in ``properties``."""
    echoed: tuple[str, ...] = ()
    """Properties that the answer to a write has otherwise than a read."""
    parents: tuple[tuple[str, dict[str, Any]], ...] = ()
    """What must be there first: paths and bodies."""

    def __str__(self) -> str:
        return self.path.removeprefix(SUB).strip("/").split("/")[-2]


SITE_BODY: dict[str, Any] = {
    "location": "westeurope",
    "tags": {"team": "a"},
    "identity": {"type": "SystemAssigned"},
    "properties": {"httpsOnly": True, "siteConfig": {"alwaysOn": True}},
}
VAULT_BODY: dict[str, Any] = {
    "location": "westeurope",
    "tags": {"team": "a"},
    "properties": {
        "tenantId": TENANT,
        "sku": {"family": "A", "name": "standard"},
        "accessPolicies": [
            {
                "tenantId": TENANT,
                "objectId": STRANGER.object_id,
                "permissions": {"secrets": ["get", "list"]},
            }
        ],
    },
}
PLAN_BODY: dict[str, Any] = {
    "location": "westeurope",
    "tags": {"team": "a"},
    "sku": {"name": "P1v3", "capacity": 2},
    "properties": {"perSiteScaling": True},
}
STORAGE_BODY: dict[str, Any] = {
    "location": "westeurope",
    "tags": {"team": "a"},
    "sku": {"name": "Standard_LRS"},
    "kind": "StorageV2",
    "identity": {"type": "SystemAssigned"},
    "properties": {"minimumTlsVersion": "TLS1_2"},
}
_OF_WRITES = ("siteConfig", "privateEndpointConnections")

CASES = (
    Case(
        f"{SUB}/resourceGroups/other",
        {"location": "westeurope", "tags": {"team": "a"}},
        deleted=202,
        gone=404,
    ),
    Case(IDENTITY, {"location": "westeurope", "tags": {"team": "a"}}),
    Case(SITE, SITE_BODY, created=200, moving=("lastModifiedTimeUtc",), echoed=_OF_WRITES),
    Case(VAULT, VAULT_BODY, created=200),
    Case(PLAN, PLAN_BODY, created=200, echoed=("sku",)),
    Case(
        SLOT,
        SITE_BODY,
        created=200,
        moving=("lastModifiedTimeUtc",),
        echoed=_OF_WRITES,
        parents=((SITE, {"location": "westeurope"}),),
    ),
    Case(STORAGE, STORAGE_BODY, created=200),
    Case(COMPONENT, {"location": "westeurope", "tags": {"team": "a"}, "kind": "web"}),
    Case(
        WORKSPACE,
        {"location": "westeurope", "tags": {"team": "a"}},
        moving=("modifiedDate",),
    ),
)


class ProviderKit:
    """The laws. ``stand`` is a control plane with the group ``local`` and nothing else."""

    @pytest.fixture(autouse=True)
    async def parents(self, stand: Stand, case: Case) -> None:
        """What the case's resource lives in."""
        for path, body in case.parents:
            assert (await stand.put(path, body)).status in (200, 201)

    async def test_put_creates_once_and_then_replaces(self, stand: Stand, case: Case) -> None:
        first = await stand.put(case.path, case.body)
        again = await stand.put(case.path, case.body)
        third = await stand.put(case.path, case.body)

        assert (first.status, again.status) == (case.created, 200), first.body
        assert stable(again.body, case) == stable(third.body, case)

    async def test_get_answers_what_put_answered(self, stand: Stand, case: Case) -> None:
        await stand.put(case.path, case.body)
        put = await stand.put(case.path, case.body)

        got = await stand.get(case.path)
        for each in (put, got):
            for name in case.echoed:
                each.body["properties"].pop(name, None)
        assert got.body == put.body

    async def test_the_whole_answer_put_back_changes_nothing(
        self, stand: Stand, case: Case
    ) -> None:
        """``az webapp identity assign`` and its like read, change one thing, and PUT all of it."""
        await stand.put(case.path, case.body)
        read = (await stand.get(case.path)).body

        put = await stand.put(case.path, read)

        assert put.status == 200, put.body
        assert stable(put.body, case) == stable(read, case)

    async def test_ids_are_found_in_any_case_and_answered_in_their_own(
        self, stand: Stand, case: Case
    ) -> None:
        created = await stand.put(case.path, case.body)

        lower = await stand.get(case.path.lower())
        upper = await stand.get(case.path.upper())

        assert lower.body["id"] == upper.body["id"] == created.body["id"]
        assert lower.body["name"].rpartition("/")[2] == case.path.rpartition("/")[2]

    async def test_put_in_another_case_is_the_same_resource(self, stand: Stand, case: Case) -> None:
        await stand.put(case.path, case.body)

        again = await stand.put(case.path.upper(), case.body)

        assert again.status == 200
        assert again.body["name"].rpartition("/")[2] == case.path.rpartition("/")[2]

    async def test_unknown_properties_are_kept(self, stand: Stand, case: Case) -> None:
        body = deepcopy(case.body)
        body.setdefault("properties", {})["somethingNewer"] = {"a": [1, None]}
        if "resourceGroups/other" in case.path:
            body = {**case.body, "managedBy": "/somebody"}

        await stand.put(case.path, body)
        read = (await stand.get(case.path)).body

        assert read.get("managedBy") == "/somebody" or read["properties"]["somethingNewer"] == {
            "a": [1, None]
        }

    async def test_patch_replaces_tags_and_leaves_the_rest(self, stand: Stand, case: Case) -> None:
        await stand.put(case.path, case.body)
        before = (await stand.get(case.path)).body

        patched = await stand.send("PATCH", case.path, {"tags": {"owner": "b"}})

        assert patched.status == 200, patched.body
        assert patched.body["tags"] == {"owner": "b"}
        expected, found = stable(before, case), stable(patched.body, case)
        for each in (expected, found):
            del each["tags"]
            each["properties"].pop("tags", None)
        assert found == expected

    async def test_patch_of_nothing_is_not_found(self, stand: Stand, case: Case) -> None:
        assert (await stand.send("PATCH", case.path, {"tags": {}})).status == 404

    async def test_delete_deletes_once(self, stand: Stand, case: Case) -> None:
        await stand.put(case.path, case.body)

        assert (await stand.delete(case.path)).status == case.deleted
        assert (await stand.get(case.path)).status == 404
        assert (await stand.delete(case.path)).status == case.gone

    async def test_delete_leaves_no_principal_and_no_child(self, stand: Stand, case: Case) -> None:
        before = await stand.directory.service_principals()
        await stand.put(case.path, case.body)

        await stand.delete(case.path)

        assert await stand.directory.service_principals() == before
        assert await stand.below(case.path) == []

    async def test_lists_have_it(self, stand: Stand, case: Case) -> None:
        put = await stand.put(case.path, case.body)

        listed = await stand.get(case.path.rpartition("/")[0])

        assert put.body["id"] in [each["id"] for each in listed.body["value"]]

    async def test_it_stays_where_it_is(self, stand: Stand, case: Case) -> None:
        await stand.put(case.path, case.body)

        moved = await stand.put(case.path, {**case.body, "location": "eastus"})
        spelled = await stand.put(case.path, {**case.body, "location": "West Europe"})

        assert (moved.status, spelled.status) == (409, 200)
        assert moved.error.startswith("InvalidResource")

    @pytest.mark.parametrize("body", [[], 1, b"{", None, {"tags": []}, {"properties": "x"}])
    async def test_what_is_no_resource_is_refused(
        self, stand: Stand, case: Case, body: Any
    ) -> None:
        if isinstance(body, dict):
            body = {**case.body, **body}

        refused = await stand.put(case.path, body)

        assert refused.status == 400
        assert refused.error == "InvalidRequestContent"
        assert (await stand.get(case.path)).status == 404

    async def test_conditions_hold(self, stand: Stand, case: Case) -> None:
        created = await stand.put(case.path, case.body, headers={"if-none-match": "*"})
        etag = created.headers["etag"]

        again = await stand.put(case.path, case.body, headers={"if-none-match": "*"})
        stale = await stand.put(case.path, case.body, headers={"if-match": '"0"'})
        fresh = await stand.put(case.path, case.body, headers={"if-match": etag})
        old = await stand.delete(case.path, headers={"if-match": etag})

        assert created.status == case.created
        assert [each.status for each in (again, stale, fresh, old)] == [412, 412, 200, 412]
        assert fresh.headers["etag"] != etag

    async def test_strangers_can_do_nothing(self, stand: Stand, case: Case) -> None:
        await stand.put(case.path, case.body)
        stand.doorkeeper.principal = STRANGER

        for method in ("GET", "PUT", "PATCH", "DELETE"):
            refused = await stand.send(method, case.path, case.body)
            assert refused.status == 403
            assert refused.error == "AuthorizationFailed"
            assert STRANGER.object_id in refused.body["error"]["message"]

    async def test_every_change_is_in_the_trail(self, stand: Stand, case: Case) -> None:
        before = await stand.trail.last()

        await stand.put(case.path, case.body)
        await stand.put(case.path, case.body)
        await stand.delete(case.path)

        events = [each.event for each in await stand.trail.since(before)]
        assert [event.facts["change"] for event in events] == ["created", "updated", "deleted"]
        assert {event.resource.lower() for event in events} == {case.path.lower()}
        assert {event.action.rpartition("/")[2] for event in events} == {"write", "delete"}

    async def test_a_dry_run_says_what_a_put_would_do_and_does_nothing(
        self, stand: Stand, case: Case
    ) -> None:
        new = await predict(stand, case.path, case.body)
        assert new.before is None
        assert (await stand.get(case.path)).status == 404
        assert (await stand.directory.service_principals()) == []

        await stand.put(case.path, case.body)
        same = await predict(stand, case.path, case.body)
        assert same.before == same.after
        left_out = kind_of(stand, case).volatile
        assert same.before == without((await stand.get(case.path)).body, left_out)

        body = {**case.body, "tags": {"owner": "b"}, "identity": {"type": "None"}}
        other = await predict(stand, case.path, body)
        await stand.put(case.path, body)
        answer = (await stand.get(case.path)).body
        assert other.before == same.before
        assert stable(dict(other.after), case) == stable(dict(without(answer, left_out)), case)

    async def test_its_container_must_be_there(self, stand: Stand, case: Case) -> None:
        if not case.path.startswith(f"{GROUP}/"):
            pytest.skip("it lives in the subscription itself")

        refused = await stand.put(case.path.replace("/local/", "/nowhere/"), case.body)

        assert (refused.status, refused.error) == (404, "ResourceGroupNotFound")


def kind_of(stand: Stand, case: Case) -> ResourceType:
    """The type of a case's resource."""
    provider = stand.catalogue.get(parse(case.path).type_key)
    assert provider is not None
    return provider.type


def stable(body: dict[str, Any], case: Case) -> dict[str, Any]:
    """An answer without what a write changes by itself."""
    found: dict[str, Any] = deepcopy({k: v for k, v in body.items() if k not in case.volatile})
    for name in (*case.moving, *case.echoed):
        found["properties"].pop(name, None)
    return found

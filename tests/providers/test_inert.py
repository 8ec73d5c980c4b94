"""Types that are only stored and returned, known and unknown ones."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.providers.inert import described, without_secrets
from nameplate.resource_manager.records import Resource
from tests.providers.stand import GROUP, SITE, SUB, Stand

GADGET = f"{GROUP}/providers/Contoso.Gadgets/gadgets/one"
PART = f"{GADGET}/parts/wheel"
BODY: dict[str, Any] = {
    "location": "West Europe",
    "tags": {"a": "1"},
    "kind": "big",
    "sku": {"name": "S"},
    "zones": ["1"],
    "properties": {"size": 3, "adminPassword": "hunter2"},
}


@pytest.fixture
async def open_stand() -> Stand:
    """A control plane that takes unknown types."""
    return await Stand(allow_unknown_types=True).with_group()


async def test_an_unknown_type_is_refused_by_name(stand: Stand) -> None:
    for path in (GADGET, PART):
        found = await stand.put(path, BODY)
        assert (found.status, found.error) == (400, "NoRegisteredProviderFound")
    other = await stand.put(f"{SITE}/toys/car", {})
    assert other.error == "InvalidResourceType"
    assert "sites/slots" in other.body["error"]["message"]


async def test_where_it_is_allowed_it_is_stored_and_says_so(open_stand: Stand) -> None:
    stand = open_stand
    made = await stand.put(GADGET, BODY)
    again = await stand.put(GADGET.upper(), made.body)
    read = await stand.get(GADGET)

    assert (made.status, again.status) == (201, 200)
    assert read.body == made.body == again.body
    for name in ("location", "tags", "kind", "sku", "zones"):
        assert read.body[name] == BODY[name]
    assert read.body["properties"] == {"size": 3}
    assert "nothing here acts on it" in read.body["inert"]
    assert "hunter2" not in repr(await stand.below(GADGET))


async def test_it_has_what_every_resource_has(open_stand: Stand) -> None:
    stand = open_stand
    lonely = await stand.put(PART, {})
    await stand.put(GADGET, {**BODY, "identity": {"type": "SystemAssigned"}})
    part = await stand.put(PART, {"properties": {}})
    listed = await stand.get(f"{GADGET}/parts")
    patched = await stand.send("PATCH", GADGET, {"tags": {"b": "2"}})
    generic = await stand.get(f"{SUB}/resources")
    acted = await stand.send("POST", f"{GADGET}/listKeys")

    assert (lonely.status, lonely.error) == (404, "ParentResourceNotFound")
    assert listed.body["value"] == [part.body]
    assert (patched.body["tags"], patched.body["location"]) == ({"b": "2"}, "West Europe")
    assert patched.body["identity"]["principalId"]
    assert [each["type"] for each in generic.body["value"]] == ["Contoso.Gadgets/gadgets"]
    assert acted.status == 405

    assert (await stand.delete(GADGET)).status == 200
    assert await stand.directory.service_principals() == []
    assert await stand.below(GADGET) == []


@pytest.mark.parametrize("scope", ["", SUB, GROUP, SITE])
async def test_it_lives_anywhere_that_is_there(open_stand: Stand, scope: str) -> None:
    path = f"{scope}/providers/Contoso.Gadgets/gadgets/one"
    if scope == SITE:
        assert (await open_stand.put(path, BODY)).status == 404
        await open_stand.put(SITE, {"location": "westeurope"})
    assert (await open_stand.put(path, BODY)).status == 201
    assert (await open_stand.delete(path)).status == 200


async def test_what_was_stored_goes_with_its_group_when_it_is_allowed_no_longer(
    open_stand: Stand,
) -> None:
    await open_stand.put(GADGET, BODY)
    later = Stand(open_stand.store)

    assert (await later.get(GADGET)).error == "NoRegisteredProviderFound"
    assert len((await later.get(f"{SUB}/resources")).body["value"]) == 1
    assert (await later.delete(GROUP)).status == 202
    assert await later.below(GROUP) == []


def test_what_was_given_stands_over_what_is_computed() -> None:
    held = {"a": 1, "own": "given", "new": 2}
    resource = Resource(GADGET, "", "one", None, None, None, None, held)
    found = described(resource, {"a": 0, "=own": "computed", "b": None})
    assert found == {"a": 1, "own": "computed", "b": None, "new": 2}


@pytest.mark.parametrize(
    "name",
    ["password", "administratorLoginPassword", "clientSecret", "connectionString", "primaryKey"],
)
def test_what_looks_like_a_secret_is_not_kept(name: str) -> None:
    assert without_secrets({"a": [{name: "x", "b": 1}]}) == {"a": [{"b": 1}]}


def test_what_only_sounds_like_one_is_kept() -> None:
    kept = {"secretName": "x", "passwordPolicy": "y", "keyName": "z", "password": {"type": "t"}}
    assert without_secrets(kept) == kept


@settings(max_examples=50)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda each: st.lists(each) | st.dictionaries(st.text(), each),
        max_leaves=10,
    )
)
def test_twice_is_as_once(value: object) -> None:
    once = without_secrets(value)
    assert without_secrets(once) == once

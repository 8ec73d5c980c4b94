"""What the records of resources must do: optimistic changes, scopes, pages."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from nameplate.core.work import UnitOfWork
from nameplate.resource_manager.records import Actor, Resource, ResourceChanged, Selection
from tests.conformance.stores import Store

GROUP = "/subscriptions/S/resourceGroups/Local"


def site(name: str, group: str = GROUP) -> Resource:
    """A site with everything that a resource may have."""
    return Resource(
        id=f"{group}/providers/Microsoft.Web/sites/{name}",
        type="Microsoft.Web/sites",
        name=name,
        location="westeurope",
        kind="app",
        tags={"b": "1", "a": "2"},
        sku={"name": "F1", "capacity": 1},
        properties={"enabled": True, "siteConfig": {"numberOfWorkers": 1, "none": None}},
        envelope={"zones": ["1"]},
        protected=b"sealed",
        etag="etag-1",
        created=1.5,
        changed=2.5,
        created_by=Actor("operator@contoso.example", "User"),
        changed_by=Actor("app-1", "Application"),
    )


def group(identifier: str = GROUP) -> Resource:
    """A resource group: little more than its name."""
    return Resource(
        id=identifier,
        type="Microsoft.Resources/resourceGroups",
        name=identifier.rsplit("/", 1)[1],
        location=None,
        kind=None,
        tags=None,
        sku=None,
        properties={},
        etag="etag-1",
    )


class ResourcesKit:
    """``ResourceRecords``."""

    async def put(self, store: Store, *resources: Resource) -> None:
        def save(resource: Resource) -> Callable[[UnitOfWork], None]:
            return lambda work: store.resources.save(work, resource, expected_etag=None)

        await store.write(*(save(resource) for resource in resources))

    async def keys(self, store: Store, selection: Selection) -> list[str]:
        return [each.key.rsplit("/", 1)[1] for each in await store.resources.list(selection)]

    async def test_a_resource_comes_back_whole(self, store: Store) -> None:
        full, bare = site("Web1"), group()
        await self.put(store, full, bare)
        assert await store.resources.find(full.key) == full
        assert await store.resources.find(bare.key) == bare
        assert await store.resources.find("/none") is None
        found = await store.resources.find(full.key)
        assert found is not None
        assert found.tags is not None
        assert list(found.tags) == ["b", "a"]

    async def test_it_is_found_by_type_and_name_in_any_case(self, store: Store) -> None:
        await self.put(store, site("Web1"))
        assert await store.resources.find_named("microsoft.web/SITES", "WEB1") == site("Web1")
        assert await store.resources.find_named("Microsoft.Web/sites", "web") is None

    async def test_making_what_is_there_is_refused(self, store: Store) -> None:
        await self.put(store, site("web1"))
        with pytest.raises(ResourceChanged):
            await self.put(store, site("WEB1"))

    async def test_a_change_names_the_etag_that_it_replaces(self, store: Store) -> None:
        await self.put(store, site("web1"))
        changed = replace(site("web1"), etag="etag-2", kind=None)
        save = store.resources.save
        await store.write(lambda work: save(work, changed, expected_etag="etag-1"))
        assert await store.resources.find(changed.key) == changed
        with pytest.raises(ResourceChanged):
            await store.write(lambda work: save(work, changed, expected_etag="etag-1"))

    async def test_changing_what_is_gone_is_refused(self, store: Store) -> None:
        save = store.resources.save
        with pytest.raises(ResourceChanged):
            await store.write(lambda work: save(work, site("web1"), expected_etag="etag-1"))

    async def test_deleting_names_the_etag_too(self, store: Store) -> None:
        await self.put(store, site("web1"))
        key, delete = site("web1").key, store.resources.delete
        with pytest.raises(ResourceChanged):
            await store.write(lambda work: delete(work, key, expected_etag="etag-0"))
        await store.write(lambda work: delete(work, key, expected_etag="etag-1"))
        assert await store.resources.find(key) is None
        with pytest.raises(ResourceChanged):
            await store.write(lambda work: delete(work, key, expected_etag="etag-1"))

    async def test_a_scope_selects_what_is_under_it(self, store: Store) -> None:
        other = "/subscriptions/S/resourceGroups/Local2"
        await self.put(store, group(), group(other), site("b"), site("A"), site("c", other))
        assert await self.keys(store, Selection(GROUP.lower())) == ["a", "b"]
        assert await self.keys(store, Selection("/subscriptions/s")) == [
            *("local", "a", "b"),
            *("local2", "c"),
        ]
        assert len(await self.keys(store, Selection(""))) == 5

    async def test_a_type_selects_in_any_case(self, store: Store) -> None:
        child = replace(
            site("a"), id=f"{site('a').id}/slots/s", name="s", type="Microsoft.Web/sites/slots"
        )
        await self.put(store, group(), site("a"), child)
        assert await self.keys(store, Selection("", type="MICROSOFT.web/sites")) == ["a"]
        assert await self.keys(store, Selection("", top_level=True)) == ["a"]

    async def test_a_part_of_a_name_selects_in_any_case(self, store: Store) -> None:
        await self.put(store, *(site(name) for name in ("web1", "Web_2", "web%3", "other!")))

        async def named(part: str) -> list[str]:
            found = await store.resources.list(Selection("", name_part=part))
            return [each.name for each in found]

        assert await named("WEB") == ["web%3", "web1", "Web_2"]
        assert await named("b_2") == ["Web_2"]
        assert await named("%") == ["web%3"]
        assert await named("R!") == ["other!"]
        assert await named("web4") == []

    async def test_pages_follow_the_key(self, store: Store) -> None:
        await self.put(store, *(site(name) for name in "dbac"))
        first = await store.resources.list(Selection(GROUP.lower(), limit=3))
        assert [each.name for each in first] == ["a", "b", "c"]
        rest = Selection(GROUP.lower(), after=first[-1].key, limit=3)
        assert await self.keys(store, rest) == ["d"]

    async def test_several_are_found_at_once(self, store: Store) -> None:
        await self.put(store, *(site(name) for name in ("a", "B", "c")))
        keys = [site(name).key for name in ("b", "none", "a", "b")]
        found = await store.resources.find_all(keys)
        assert sorted(found, key=lambda each: each.key) == [site("a"), site("B")]
        assert list(await store.resources.find_all([])) == []
        many = [f"/none/{number}" for number in range(999)]
        assert list(await store.resources.find_all([*many, site("c").key])) == [site("c")]

    async def test_etags_are_those_of_the_same_page(self, store: Store) -> None:
        other = replace(site("c", f"{GROUP}2"), etag="etag-2")
        await self.put(store, group(), site("b"), site("A"), other)
        for selection in (
            Selection(""),
            Selection("", type="microsoft.web/SITES"),
            Selection("", type="Microsoft.Web/sites", limit=2),
            Selection("", type="Microsoft.Web/sites", after=site("a").key),
            Selection(GROUP.lower(), name_part="A", top_level=True),
            Selection("/none"),
        ):
            page = await store.resources.list(selection)
            etags = await store.resources.etags(selection)
            assert list(etags) == [(each.key, each.etag) for each in page]

    async def test_what_must_be_there_is_looked_for_at_commit(self, store: Store) -> None:
        resources = store.resources
        with pytest.raises(ResourceChanged):
            await store.write(lambda work: resources.require(work, GROUP.lower()))
        await store.write(
            lambda work: resources.save(work, group(), expected_etag=None),
            lambda work: resources.require(work, GROUP.lower()),
        )

    async def test_what_must_be_empty_is_looked_into_at_commit(self, store: Store) -> None:
        resources = store.resources
        await self.put(store, group(), group(f"{GROUP}2"), site("a", f"{GROUP}2"))
        await store.write(lambda work: resources.require_empty(work, GROUP.lower()))
        await self.put(store, site("a"))
        with pytest.raises(ResourceChanged):
            await store.write(lambda work: resources.require_empty(work, GROUP.lower()))

    async def test_a_name_may_have_to_be_the_only_one_of_its_type(self, store: Store) -> None:
        resources = store.resources
        await self.put(store, site("web1"))
        await store.write(lambda work: resources.require_unique(work, site("WEB1")))
        elsewhere = site("Web1", f"{GROUP}2")
        with pytest.raises(ResourceChanged):
            await store.write(lambda work: resources.require_unique(work, elsewhere))

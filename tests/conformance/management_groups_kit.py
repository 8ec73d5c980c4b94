"""What the records of management groups must do: keep a tree a tree."""

import pytest

from nameplate.authorization.management_groups import DEEPEST, ManagementGroup
from nameplate.core.errors import BadRequest, NotFound
from tests.conformance.stores import Store

ROOT = "root"
TOP = ManagementGroup(
    name="Top", display_name="The top", parent=ROOT, version=2, created=1.5, updated=2.5
)
SUBSCRIPTION = "22222222-2222-2222-2222-222222222222"


async def save(store: Store, name: str, parent: str = ROOT) -> None:
    group = ManagementGroup(name=name, display_name=name, parent=parent)
    await store.write(lambda work: store.management_groups.save(work, group, root=ROOT))


async def put_subscription(store: Store, key: str) -> None:
    await store.write(
        lambda work: store.management_groups.put_subscription(work, SUBSCRIPTION, key)
    )


class ManagementGroupsKit:
    """Run on every implementation."""

    async def test_what_is_saved_is_read(self, store: Store) -> None:
        await store.write(lambda work: store.management_groups.save(work, TOP, root=ROOT))
        assert await store.management_groups.every() == (TOP,)

    async def test_one_is_replaced_by_its_key(self, store: Store) -> None:
        await store.write(lambda work: store.management_groups.save(work, TOP, root=ROOT))
        await save(store, "TOP")
        assert [each.name for each in await store.management_groups.every()] == ["TOP"]

    async def test_a_parent_must_be_there(self, store: Store) -> None:
        with pytest.raises(NotFound, match="nowhere"):
            await save(store, "a", "nowhere")
        assert await store.management_groups.every() == ()

    async def test_none_stands_below_itself(self, store: Store) -> None:
        await save(store, "a")
        await save(store, "b", "A")
        with pytest.raises(BadRequest, match="below itself"):
            await save(store, "a", "b")

    async def test_the_tree_is_not_too_deep(self, store: Store) -> None:
        for level in range(1, DEEPEST + 1):
            await save(store, f"g{level}", f"g{level - 1}" if level > 1 else ROOT)
        with pytest.raises(BadRequest, match="levels"):
            await save(store, "below", f"g{DEEPEST}")
        await save(store, "a")
        with pytest.raises(BadRequest, match="levels"):
            await save(store, "g1", "a")

    async def test_only_empty_ones_go(self, store: Store) -> None:
        await save(store, "a")
        await save(store, "b", "a")
        await put_subscription(store, "b")
        for key in ("a", "b"):
            with pytest.raises(BadRequest, match="has child"):
                await self.delete(store, key)
        await put_subscription(store, "")
        await self.delete(store, "b")
        await self.delete(store, "a")
        assert await store.management_groups.every() == ()

    async def test_a_subscription_stands_in_one_group(self, store: Store) -> None:
        await save(store, "a")
        await save(store, "b")
        await put_subscription(store, "a")
        await put_subscription(store, "b")
        assert dict(await store.management_groups.subscriptions()) == {SUBSCRIPTION: "b"}
        with pytest.raises(NotFound):
            await put_subscription(store, "nowhere")
        await put_subscription(store, "")
        assert dict(await store.management_groups.subscriptions()) == {}

    async def delete(self, store: Store, key: str) -> None:
        await store.write(lambda work: store.management_groups.delete(work, key))

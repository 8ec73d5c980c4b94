"""What units of work of a database must do; fakes promise less (they undo nothing)."""

import asyncio

import pytest

from nameplate.core.errors import Conflict
from nameplate.core.work import UnitOfWork
from nameplate.directory.records import User
from tests.conformance.stores import Store

USER = User("user-1", "one@contoso.example", "One", True, 1.0)


def refuse(_transaction: object) -> None:
    """A write whose precondition does not hold."""
    raise Conflict("Conflict", "not now")


def user(number: int) -> User:
    """A user of its own."""
    return User(f"user-{number}", f"{number}@contoso.example", str(number), True, float(number))


class UnitsKit:
    """``UnitsOfWork`` of a database."""

    def saving(self, store: Store, number: int) -> UnitOfWork:
        work = store.units.begin()
        store.directory.save_user(work, user(number))
        return work

    async def count(self, store: Store) -> int:
        return len(await store.directory.list_users())

    async def test_nothing_is_written_before_the_commit(self, store: Store) -> None:
        work = self.saving(store, 1)
        assert await self.count(store) == 0
        await work.commit()
        assert await self.count(store) == 1

    async def test_a_unit_whose_write_raises_writes_nothing(self, store: Store) -> None:
        work = self.saving(store, 1)
        work.add(refuse)
        with pytest.raises(Conflict, match="not now"):
            await work.commit()
        assert await self.count(store) == 0

    async def test_it_is_undone_alone(self, store: Store) -> None:
        units = [self.saving(store, number) for number in range(20)]
        for work in units[::5]:
            work.add(refuse)
        outcomes = await asyncio.gather(*(work.commit() for work in units), return_exceptions=True)
        refused = [isinstance(outcome, Conflict) for outcome in outcomes]
        assert refused == [index % 5 == 0 for index in range(20)]
        assert await self.count(store) == 16

    async def test_effects_run_once_after_the_commit_and_in_order(self, store: Store) -> None:
        ran: list[str] = []
        work = self.saving(store, 1)
        work.after_commit(lambda: ran.append("first"))
        work.after_commit(lambda: ran.append("second"))
        assert ran == []
        await work.commit()
        assert ran == ["first", "second"]

    async def test_effects_of_a_failed_unit_do_not_run(self, store: Store) -> None:
        ran: list[str] = []
        work = store.units.begin()
        work.add(refuse)
        work.after_commit(lambda: ran.append("never"))
        with pytest.raises(Conflict):
            await work.commit()
        assert ran == []

    async def test_the_epoch_has_moved_when_the_commit_returns(self, store: Store) -> None:
        before = store.epoch.value
        await self.saving(store, 1).commit()
        assert store.epoch.value > before

    async def test_what_no_cache_holds_does_not_move_the_epoch(self, store: Store) -> None:
        before = store.epoch.value
        work = store.units.begin()
        work.add(lambda _: None, coherent=False)
        await work.commit()
        assert store.epoch.value == before

    async def test_a_failed_unit_does_not_move_the_epoch(self, store: Store) -> None:
        before = store.epoch.value
        work = self.saving(store, 1)
        work.add(refuse)
        with pytest.raises(Conflict):
            await work.commit()
        assert store.epoch.value == before

    async def test_units_commit_in_the_order_in_which_they_were_submitted(
        self, store: Store
    ) -> None:
        order: list[int] = []
        units = []
        for number in range(50):
            work = store.units.begin()
            work.add(lambda _, number=number: order.append(number))  # type: ignore[misc]  # mypy cannot infer a lambda's default
            units.append(work)
        await asyncio.gather(*(work.commit() for work in units))
        assert order == list(range(50))

    async def test_a_unit_of_nothing_commits(self, store: Store) -> None:
        await store.units.begin().commit()

    async def test_a_unit_is_committed_once(self, store: Store) -> None:
        work = self.saving(store, 1)
        await work.commit()
        with pytest.raises(RuntimeError, match="once"):
            await work.commit()

    async def test_a_cancelled_caller_has_still_submitted_its_unit(self, store: Store) -> None:
        work = self.saving(store, 1)
        ran = asyncio.Event()
        work.after_commit(ran.set)
        task = asyncio.ensure_future(work.commit())
        await asyncio.sleep(0)
        task.cancel()
        await ran.wait()
        assert await self.count(store) == 1

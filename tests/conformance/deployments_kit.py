"""What the records of deployments must do: one run per name, leases, a history with an end."""

from dataclasses import replace

import pytest

from nameplate.resource_manager.deployments.records import (
    HISTORY_LIMIT,
    Deployment,
    DeploymentLostError,
    Lease,
    Operation,
    OperationKind,
    ProvisioningState,
    Run,
    TargetResource,
    WhatIfResult,
)
from nameplate.resource_manager.records import ResourceChanged
from tests.conformance.stores import Store

GROUP = "/subscriptions/S/resourceGroups/Local"
RUNNING, CANCELED = ProvisioningState.RUNNING, ProvisioningState.CANCELED
SUCCEEDED, FAILED = ProvisioningState.SUCCEEDED, ProvisioningState.FAILED


def deployment(name: str = "d1", scope: str = GROUP, *, root: str | None = None) -> Deployment:
    """A deployment with everything that one may have."""
    own = f"{scope}/providers/Microsoft.Resources/deployments/{name}"
    return Deployment(
        id=own,
        name=name,
        scope=scope,
        root=root or own.lower(),
        token=f"0858-{name}",
        state=RUNNING,
        correlation_id="c1",
        created=1.5,
        changed=2.5,
        location="westeurope",
        tags={"b": "1", "a": "2"},
        properties={"mode": "Incremental", "parameters": {"x": {"type": "Int", "value": 1}}},
        outputs={"o": {"type": "String", "value": "v"}},
        output_resources=["/a", "/b"],
        error={"code": "E", "message": "m"},
        on_error={"type": "LastSuccessful"},
        lease=None if root else Lease("server-1", 100.0),
        template=b"sealed template",
        request=b"sealed request",
    )


def run_of(held: Deployment, owner: str = "server-1") -> Run:
    return Run(held.key, held.token, owner)


def operation(name: str, changed: float = 3.5) -> Operation:
    """One that failed, with everything."""
    return Operation(
        id=f"OP{name}",
        kind=OperationKind.CREATE,
        state=FAILED,
        started=1.0,
        changed=changed,
        tracking_id="t",
        service_request_id="s",
        status_code="Conflict",
        target=TargetResource(f"/x/{name}", "Microsoft.Web/sites", name),
        error={"error": {"code": "C", "message": "m"}},
    )


class DeploymentsKit:
    """``DeploymentRecords``."""

    async def begin(self, store: Store, *deployments: Deployment) -> None:
        for each in deployments:
            work = store.units.begin()
            store.deployments.begin(work, each, replaces=None)
            await work.commit()

    async def find(self, store: Store, wanted: Deployment) -> Deployment:
        found = await store.deployments.find(wanted.key)
        assert found is not None
        return found

    async def test_a_deployment_comes_back_whole(self, store: Store) -> None:
        held = deployment()
        await self.begin(store, held)
        assert await store.deployments.find(held.key) == held
        assert await store.deployments.find("/none") is None

    async def test_operations_come_back_whole_in_their_order(self, store: Store) -> None:
        held = deployment()
        bare = replace(
            operation("z", 1.0), target=None, error=None, status_code=None, service_request_id=None
        )
        await self.begin(store, held)
        work = store.units.begin()
        steps = [operation("b", 9.0), operation("a", 5.0), bare]
        store.deployments.save_operations(work, held.key, held.token, steps)
        await work.commit()
        assert await store.deployments.operations(held.key) == [bare, steps[1], steps[0]]

    async def test_a_scope_lists_its_own_newest_first(self, store: Store) -> None:
        old, new = deployment("old"), replace(deployment("new"), created=9.0)
        elsewhere = deployment("else", f"{GROUP}2")
        await self.begin(store, old, new, elsewhere)
        listed = await store.deployments.in_scope(GROUP.lower())
        assert listed == [replace(each, template=None, request=None) for each in (new, old)]

    async def test_another_run_takes_the_place_of_the_one_that_was_read(self, store: Store) -> None:
        held = deployment()
        await self.begin(store, held)
        work = store.units.begin()
        store.deployments.save_operations(work, held.key, held.token, [operation("a")])
        await work.commit()

        again = replace(held, token="0858-again")
        work = store.units.begin()
        store.deployments.begin(work, again, replaces=held.token)
        await work.commit()

        assert await self.find(store, held) == again
        assert await store.deployments.operations(held.key) == []

    @pytest.mark.parametrize("replaces", [None, "0858-other"])
    async def test_any_other_is_in_the_way(self, store: Store, replaces: str | None) -> None:
        held = deployment()
        await self.begin(store, held)
        work = store.units.begin()
        store.deployments.begin(work, held, replaces=replaces)
        with pytest.raises(ResourceChanged):
            await work.commit()

    async def test_the_oldest_that_ended_is_forgotten(self, store: Store) -> None:
        work = store.units.begin()
        for number in range(HISTORY_LIMIT):
            each = replace(
                deployment(f"d{number}"),
                created=float(number),
                state=RUNNING if number == 0 else SUCCEEDED,
            )
            store.deployments.begin(work, each, replaces=None)
        await work.commit()
        await self.begin(store, replace(deployment("one-more"), created=9999.0))
        names = [each.name for each in await store.deployments.in_scope(GROUP.lower())]
        assert (len(names), names[0], names[-2:]) == (HISTORY_LIMIT, "one-more", ["d2", "d0"])

    async def test_only_the_owner_of_the_run_may_write(self, store: Store) -> None:
        held = deployment()
        await self.begin(store, held)
        work = store.units.begin()
        store.deployments.guard(work, run_of(held))
        await work.commit()
        for other in (
            run_of(held, "server-2"),
            replace(run_of(held), token="0858-other"),
            replace(run_of(held), key="/none"),
        ):
            work = store.units.begin()
            store.deployments.guard(work, other)
            store.deployments.save(work, replace(held, state=SUCCEEDED))
            with pytest.raises(DeploymentLostError):
                await work.commit()
        assert (await self.find(store, held)).state is RUNNING

    async def test_what_ended_keeps_no_request_and_no_lease(self, store: Store) -> None:
        held = deployment()
        await self.begin(store, held)
        work = store.units.begin()
        store.deployments.save(work, replace(held, changed=7.0, lease=None, request=None))
        await work.commit()
        assert await self.find(store, held) == replace(held, changed=7.0)

        ended = replace(held, state=SUCCEEDED, changed=8.0, outputs={})
        work = store.units.begin()
        store.deployments.save(work, ended)
        await work.commit()
        assert await self.find(store, held) == replace(ended, lease=None, request=None)
        assert await store.deployments.expired(1e9) == []

    async def test_a_run_that_was_replaced_writes_nothing(self, store: Store) -> None:
        held = deployment()
        await self.begin(store, held)
        work = store.units.begin()
        stale = replace(held, token="0858-stale", state=FAILED)
        store.deployments.save(work, stale)
        store.deployments.save_operations(work, stale.key, stale.token, [operation("a")])
        await work.commit()
        assert await self.find(store, held) == held
        assert await store.deployments.operations(held.key) == []

    async def test_cancelled_it_stays_so(self, store: Store) -> None:
        held = deployment()
        await self.begin(store, held)
        work = store.units.begin()
        store.deployments.cancel(work, held.key, token=held.token, now=5.0)
        await work.commit()
        work = store.units.begin()
        store.deployments.save(work, replace(held, state=SUCCEEDED))
        await work.commit()
        found = await self.find(store, held)
        assert (found.state, found.changed, found.lease) == (CANCELED, 5.0, held.lease)
        for write in (store.deployments.guard,):
            work = store.units.begin()
            write(work, run_of(held))
            with pytest.raises(DeploymentLostError):
                await work.commit()

    async def test_what_is_over_cannot_be_cancelled(self, store: Store) -> None:
        held = replace(deployment(), state=FAILED)
        await self.begin(store, held)
        for key, token in ((held.key, held.token), (held.key, "other"), ("/none", held.token)):
            work = store.units.begin()
            store.deployments.cancel(work, key, token=token, now=5.0)
            with pytest.raises(ResourceChanged):
                await work.commit()

    async def test_a_run_ends_with_all_that_is_nested_in_it(self, store: Store) -> None:
        held = deployment()
        inner = deployment("inner", root=held.key)
        over = replace(deployment("over", root=held.key), state=SUCCEEDED)
        await self.begin(store, held, inner, over)
        work = store.units.begin()
        error = {"code": "X", "message": "m"}
        store.deployments.end_within(work, run_of(held), state=FAILED, now=6.0, error=error)
        await work.commit()
        ended = {each.name: each for each in await store.deployments.in_scope(GROUP.lower())}
        assert [
            (each.state, each.changed, each.error) for each in (ended["d1"], ended["inner"])
        ] == [(FAILED, 6.0, error)] * 2
        assert ended["over"].state is SUCCEEDED
        found = await self.find(store, held)
        assert (found.lease, found.request) == (None, None)

        work = store.units.begin()
        store.deployments.end_within(work, run_of(held), state=FAILED, now=7.0)
        with pytest.raises(DeploymentLostError):
            await work.commit()

    async def test_a_lease_runs_out_and_is_taken_once(self, store: Store) -> None:
        held = deployment()
        await self.begin(store, held, replace(deployment("other"), lease=Lease("s", 500.0)))
        assert await store.deployments.expired(99.0) == []
        assert await store.deployments.expired(100.0) == [held.key]

        early = store.units.begin()
        store.deployments.take(early, run_of(held, "server-2"), now=99.0, expires=200.0)
        with pytest.raises(DeploymentLostError):
            await early.commit()
        work = store.units.begin()
        store.deployments.take(work, run_of(held, "server-2"), now=100.0, expires=200.0)
        await work.commit()
        late = store.units.begin()
        store.deployments.take(late, run_of(held, "server-3"), now=100.0, expires=200.0)
        with pytest.raises(DeploymentLostError):
            await late.commit()

        assert (await self.find(store, held)).lease == Lease("server-2", 200.0)

    async def test_a_lease_is_renewed_by_its_owner(self, store: Store) -> None:
        held = deployment()
        await self.begin(store, held)
        work = store.units.begin()
        store.deployments.renew(work, run_of(held), expires=300.0)
        await work.commit()
        assert (await self.find(store, held)).lease == Lease("server-1", 300.0)
        work = store.units.begin()
        store.deployments.renew(work, run_of(held, "server-2"), expires=400.0)
        with pytest.raises(DeploymentLostError):
            await work.commit()

    async def test_deleting_takes_the_operations_along(self, store: Store) -> None:
        held, kept = deployment(), deployment("kept", f"{GROUP}2")
        await self.begin(store, held, kept)
        for each in (held, kept):
            work = store.units.begin()
            store.deployments.save_operations(work, each.key, each.token, [operation("a")])
            await work.commit()
        work = store.units.begin()
        store.deployments.delete(work, held.key)
        await work.commit()
        assert await store.deployments.find(held.key) is None
        assert await store.deployments.operations(held.key) == []
        work = store.units.begin()
        store.deployments.delete_within(work, kept.scope_key)
        await work.commit()
        assert await store.deployments.find(kept.key) is None
        assert await store.deployments.operations(kept.key) == []

    async def test_a_scope_goes_without_its_neighbours(self, store: Store) -> None:
        inside, beside = deployment(), deployment("d1", f"{GROUP}-2")
        above = deployment("d1", "/subscriptions/S")
        await self.begin(store, inside, beside, above)
        work = store.units.begin()
        store.deployments.delete_within(work, inside.scope_key)
        await work.commit()
        found = [await store.deployments.find(each.key) for each in (inside, beside, above)]
        assert [each is None for each in found] == [True, False, False]

    async def test_a_result_is_kept_for_a_while(self, store: Store) -> None:
        old = WhatIfResult(id="r1", object_id="o", expires=10.0, document={"changes": []})
        new = WhatIfResult(id="r2", object_id="o", expires=99.0, document={"changes": [1]})
        work = store.units.begin()
        store.deployments.keep_result(work, old, now=1.0)
        await work.commit()
        assert await store.deployments.find_result("r1") == old
        work = store.units.begin()
        store.deployments.keep_result(work, new, now=10.0)
        await work.commit()
        assert await store.deployments.find_result("r1") is None
        assert await store.deployments.find_result("r2") == new

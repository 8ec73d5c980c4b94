"""The engine: what runs goes on after a crash, is left to a successor, or ends with a reason."""

import asyncio

import pytest

from nameplate.resource_manager.deployments.records import ProvisioningState
from tests.providers.stand import GROUP, Stand
from tests.resource_manager.deployments.deploying import Deploying, identity_id, until
from tests.resource_manager.deployments.preparing import identity, nested, template

CHAIN = template(
    identity("first"),
    identity("second", dependsOn=["first"]),
    identity("third", dependsOn=["second"]),
    outputs={"id": {"type": "string", "value": "[parameters('pw')]"}},
    parameters={"pw": {"type": "securestring"}},
)
SECRET = {"pw": {"value": "hunter2hunter2"}}


@pytest.fixture
async def deploying() -> Deploying:
    """A stand with a group."""
    return await Deploying().begin()


def peer_of(deploying: Deploying, *, later: float = 0.0) -> Deploying:
    """Another server on the same store, some seconds later."""
    peer = Deploying(Stand(deploying.stand.store))
    peer.stand.clock.advance(later)
    return peer


async def crash() -> None:
    """Nothing of this server runs any more; it had no time to say so."""
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def abandoned(deploying: Deploying, document: object = CHAIN) -> None:
    """A deployment whose server dies while it makes the second resource."""
    deploying.held.holding = {"second"}
    assert (await deploying.put(document, parameters=SECRET)).status == 201
    await until(lambda: deploying.held.waiting)
    await until(lambda: _written(deploying))
    await crash()


def _written(deploying: Deploying) -> bool:
    steps = deploying.stand.store.deployments.steps  # type: ignore[attr-defined]  # the fake's
    return any(
        each.target and each.target.name == "first" and each.state is ProvisioningState.SUCCEEDED
        for held in steps.values()
        for each in held.values()
    )


async def test_an_abandoned_deployment_is_gone_on_with(deploying: Deploying) -> None:
    await abandoned(deploying)
    peer = peer_of(deploying, later=60)

    await peer.engine.resume_expired()
    await peer.runs.wait()

    shown = await peer.shown()
    assert shown["provisioningState"] == "Succeeded", shown
    assert shown["outputs"] == {"id": {"type": "String"}}
    assert [each["id"] for each in shown["outputResources"]] == [
        identity_id(name) for name in ("first", "second", "third")
    ]
    assert peer.held.puts == ["second", "third"]
    assert len(await peer.operations()) == 4


async def test_nobody_takes_what_is_still_alive(deploying: Deploying) -> None:
    await abandoned(deploying)
    peer = peer_of(deploying, later=10)

    await peer.engine.resume_expired()

    assert peer.runs.every == ()
    assert (await peer.shown())["provisioningState"] == "Running"


async def test_only_one_of_several_takes_it(deploying: Deploying) -> None:
    await abandoned(deploying)
    peers = [peer_of(deploying, later=60) for _ in range(3)]

    await asyncio.gather(*(each.engine.resume_expired() for each in peers))
    running = sum(len(each.runs.every) for each in peers)
    await asyncio.gather(*(each.runs.wait() for each in peers))

    assert running == 1
    assert sum(len(each.held.puts) for each in peers) == 2


async def test_nested_deployments_are_gone_on_with_too(deploying: Deploying) -> None:
    inner = template(identity("first"), identity("second", dependsOn=["first"]))
    done = template(
        identity("done"),
        parameters={"pw": {"type": "securestring"}},
        outputs={"pw": {"type": "securestring", "value": "[parameters('pw')]"}},
    )
    given = {"pw": {"value": "[parameters('pw')]"}}
    again = {"pw": {"value": "[reference('finished').outputs.pw.value]"}}
    last = template(
        identity("last", tags={"pw": "[parameters('pw')]"}),
        parameters={"pw": {"type": "securestring"}},
    )
    await abandoned(
        deploying,
        template(
            nested("finished", done, properties={"parameters": given}),
            nested("inner", inner, dependsOn=["finished"]),
            nested("last", last, properties={"parameters": again}, dependsOn=["inner"]),
            parameters={"pw": {"type": "securestring"}},
        ),
    )
    peer = peer_of(deploying, later=60)

    await peer.engine.resume_expired()
    await peer.runs.wait()

    shown = await peer.shown()
    assert shown["provisioningState"] == "Succeeded", shown
    assert peer.held.puts == ["second", "last"]
    made = await peer.stand.store.resources.find(identity_id("last").lower())
    assert made is not None
    assert made.tags == {"pw": "hunter2hunter2"}
    assert (await peer.shown("inner"))["provisioningState"] == "Succeeded"


async def test_what_cannot_be_gone_on_with_fails_with_a_reason(deploying: Deploying) -> None:
    await abandoned(
        deploying,
        template(
            nested("inner", CHAIN, properties={"parameters": SECRET}),
            parameters=CHAIN["parameters"],
        ),
    )
    rows = deploying.stand.store.deployments.rows  # type: ignore[attr-defined]  # the fake's
    (root,) = [each for each in rows.values() if each.outermost]
    object.__setattr__(root, "request", b"damaged")
    peer = peer_of(deploying, later=60)

    await peer.engine.resume_expired()

    for name in ("d1", "inner"):
        shown = await peer.shown(name)
        assert shown["provisioningState"] == "Failed"
        assert shown["error"]["code"] == "DeploymentInterrupted"
    assert await deploying.stand.store.deployments.expired(2e9) == []


async def test_one_cancelled_while_nobody_ran_it_ends(deploying: Deploying) -> None:
    await abandoned(deploying)
    peer = peer_of(deploying, later=60)
    assert (await peer.stand.send("POST", f"{peer.path()}/cancel")).status == 204

    await peer.engine.resume_expired()
    await peer.runs.wait()

    assert (await peer.shown())["provisioningState"] == "Canceled"
    assert peer.held.puts == []
    assert await deploying.stand.store.deployments.expired(2e9) == []


async def test_one_cancelled_by_a_peer_ends(deploying: Deploying) -> None:
    deploying.held.holding = {"first"}
    await deploying.put(CHAIN, parameters=SECRET)
    await until(lambda: deploying.held.waiting)
    peer = peer_of(deploying)

    assert (await peer.stand.send("POST", f"{peer.path()}/cancel")).status == 204
    deploying.held.release()
    await deploying.runs.wait()

    assert (await deploying.shown())["provisioningState"] == "Canceled"
    assert not await deploying.there("third")


async def test_an_orderly_stop_ends_what_is_written_and_leaves_the_rest(
    deploying: Deploying,
) -> None:
    deploying.held.holding = {"first"}
    await deploying.put(CHAIN, parameters=SECRET)
    await until(lambda: deploying.held.waiting)
    stopping = asyncio.create_task(deploying.runs.stop(drain_seconds=0))
    await until(lambda: deploying.runs.every[0].stopping)

    deploying.held.release()
    await stopping
    peer = peer_of(deploying)
    await peer.engine.resume_expired()
    await peer.runs.wait()

    assert [await peer.there(name) for name in ("first", "second", "third")] == [True] * 3
    assert peer.held.puts == ["second", "third"]
    assert (await peer.shown())["provisioningState"] == "Succeeded"


async def test_a_stop_that_drains_waits_for_the_end(deploying: Deploying) -> None:
    await deploying.put(CHAIN, parameters=SECRET)
    await deploying.runs.stop(drain_seconds=60)
    assert (await deploying.shown())["provisioningState"] == "Succeeded"


async def test_one_taken_over_writes_nothing_any_more(deploying: Deploying) -> None:
    """A server that was taken for dead (a laptop that slept) finds its deployment another's."""
    deploying.held.holding = {"first"}
    await deploying.put(CHAIN, parameters=SECRET)
    await until(lambda: deploying.held.waiting)
    peer = peer_of(deploying, later=60)
    peer.held.holding = {"second"}

    await peer.engine.resume_expired()
    await until(lambda: peer.held.waiting)
    deploying.held.release()
    await deploying.runs.wait()
    states = (await peer.shown())["provisioningState"]
    peer.held.release()
    await peer.runs.wait()

    assert states == "Running"
    assert "third" not in deploying.held.puts
    assert (await peer.shown())["provisioningState"] == "Succeeded"


async def test_a_deployment_ends_with_its_group(deploying: Deploying) -> None:
    deploying.held.holding = {"first"}
    await deploying.put(CHAIN, parameters=SECRET)
    await until(lambda: deploying.held.waiting)

    assert (await deploying.stand.delete(GROUP)).status == 202
    deploying.held.release()
    await deploying.runs.wait()

    assert await deploying.stand.store.deployments.in_scope(GROUP.lower()) == []
    assert not await deploying.there("third")


async def test_its_request_lies_sealed_while_it_runs_and_not_afterwards(
    deploying: Deploying,
) -> None:
    deploying.held.holding = {"first"}
    await deploying.put(CHAIN, parameters=SECRET)
    await until(lambda: deploying.held.waiting)
    records, key = deploying.stand.store.deployments, deploying.path().lower()
    running = await records.find(key)
    deploying.held.release()
    await deploying.runs.wait()
    ended = await records.find(key)

    assert running is not None
    assert running.request is not None
    assert b"hunter2" not in running.request
    assert ended is not None
    assert (ended.request, ended.lease) == (None, None)


async def test_a_lease_is_renewed_while_it_runs(
    deploying: Deploying, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nameplate.resource_manager.deployments.running.engine.RENEW_SECONDS", 0.0)
    deploying.held.holding = {"first"}
    await deploying.put(CHAIN, parameters=SECRET)
    await until(lambda: deploying.held.waiting)
    records, key = deploying.stand.store.deployments, deploying.path().lower()

    deploying.stand.clock.advance(12)
    for _ in range(20):
        await asyncio.sleep(0.001)
    held = await records.find(key)
    deploying.held.release()
    await deploying.runs.wait()

    assert held is not None
    assert held.lease is not None
    assert held.lease.expires == deploying.stand.clock.now() + 15

"""Which resources may be deployed now."""

import random
from dataclasses import dataclass
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.resource_manager.deployments.running.schedule import Schedule


@dataclass(frozen=True)
class FakeNode:
    """Of a node, what a schedule looks at."""

    id: str
    dependencies: tuple[str, ...] = ()


def schedule_of(*nodes: FakeNode) -> Schedule:
    return Schedule(cast("Any", nodes))


@given(st.integers(0, 2**32), st.integers(0, 25))
@settings(max_examples=60)
def test_each_comes_once_and_after_what_it_needs(seed: int, size: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    nodes = [
        FakeNode(str(at), tuple(str(b) for b in range(at) if chance.random() < 0.3))
        for at in range(size)
    ]
    chance.shuffle(nodes)
    schedule = schedule_of(*nodes)
    running: list[FakeNode] = []
    done: list[str] = []
    while True:
        node = cast("FakeNode | None", schedule.take())
        if node is not None:
            assert set(node.dependencies) <= set(done)
            running.append(node)
        elif running:
            ended = running.pop(chance.randrange(len(running)))
            done.append(ended.id)
            schedule.done(cast("Any", ended))
        else:
            break
    assert sorted(done) == sorted(node.id for node in nodes)


def test_what_failed_holds_back_what_depends_on_it() -> None:
    schedule = schedule_of(FakeNode("a"), FakeNode("b", ("a",)), FakeNode("c", ("b",)))
    assert schedule.take() is not None
    assert schedule.take() is None

"""What is asked while a deployment runs."""

from collections.abc import Callable

import pytest

from nameplate.template.references import Answers, Awaiting, References, Wanted, settle
from tests.fakes.template_world import FakeResources

ONE = Wanted("reference", "/one", "2020-01-01")
TWO = Wanted("listKeys", "/two", "2020-01-01")


def test_an_answer_is_awaited_until_it_is_put() -> None:
    answers = Answers()
    with pytest.raises(Awaiting) as caught:
        answers.find(ONE)
    assert caught.value.wanted == ONE
    answers.put(ONE, 1)
    assert answers.find(ONE) == 1


async def test_settle_fetches_each_answer_once() -> None:
    world = FakeResources({"/one": 1, "/two": 2})

    def compute(references: References) -> int:
        return int(references.find(ONE)) + int(references.find(TWO)) + int(references.find(ONE))

    assert await settle(compute, world.fetch) == 4
    assert world.asked == [ONE, TWO]


async def test_settle_lets_somebody_else_compute() -> None:
    world, done = FakeResources({"/one": 1}), []

    async def do(compute: Callable[[References], int], references: References) -> int:
        done.append(compute)
        return compute(references)

    def compute(references: References) -> int:
        return int(references.find(ONE))

    assert await settle(compute, world.fetch, do) == 1
    assert done == [compute, compute]

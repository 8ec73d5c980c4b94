"""Operations that clients poll."""

import pytest

from nameplate.resource_manager import operations
from tests.providers.stand import SUB, Stand


def test_a_token_says_what_it_was_made_of() -> None:
    name = operations.token({"jobId": "A", "at": 1.5})
    assert operations.facts(name) == {"jobId": "A", "at": 1.5}


@pytest.mark.parametrize("name", ["", "x", "e30", "W10", "!!!", "é"])
def test_what_is_no_token_says_nothing(name: str) -> None:
    assert operations.facts(name) is None


async def test_a_polled_delete_ends_with_200(stand: Stand) -> None:
    path = f"{SUB}/resourceGroups/other"
    await stand.put(path, {"location": "westeurope"})

    accepted = await stand.delete(path)

    assert (accepted.status, accepted.body) == (202, None)
    assert accepted.headers["retry-after"] == "1"
    polled = accepted.headers["location"].partition("?")[0].partition("/subscriptions")[2]
    assert (await stand.get(f"/subscriptions{polled}")).status == 200

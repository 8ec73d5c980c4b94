"""The end of a long operation."""

from nameplate.resource_manager import operations
from tests.providers.stand import SUB, Stand


async def test_a_token_of_ours_is_done_and_any_other_unknown(stand: Stand) -> None:
    token = operations.token({"jobId": "RESOURCEGROUPDELETIONJOB-G-WESTEUROPE"})

    done = await stand.get(f"{SUB}/operationresults/{token}")
    unknown = await stand.get(f"{SUB}/operationresults/{token[1:]}")

    assert (done.status, done.body, unknown.status) == (200, None, 404)

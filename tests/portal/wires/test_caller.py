"""A call as whoever is signed in."""

import pytest

from nameplate.portal.failures import ApiFailure, SessionEnded
from tests.fakes.portal_api import FakeApi, reply
from tests.portal.wires.callers import caller, session

TOKEN = reply({"access_token": "access", "refresh_token": "r", "expires_in": 3600})


async def test_it_carries_the_persons_token() -> None:
    api = FakeApi([TOKEN, reply({"a": 1})])
    found = await caller(api).call("PUT", "https://x.test/a", {"b": 2}, audience="aud")
    assert found.json() == {"a": 1}
    sent = api.asked[1]
    assert (sent.method, sent.url, sent.json()) == ("PUT", "https://x.test/a", {"b": 2})
    assert sent.headers["authorization"] == "Bearer access"
    assert sent.headers["content-type"] == "application/json"


async def test_a_token_that_is_not_taken_is_renewed_once() -> None:
    api = FakeApi([TOKEN, reply(None, 401), TOKEN, reply({"a": 1})])
    assert (await caller(api).call("GET", "https://x.test/", audience="aud")).status == 200
    api = FakeApi([TOKEN, reply(None, 401), TOKEN, reply(None, 401)])
    with pytest.raises(SessionEnded):
        await caller(api).call("GET", "https://x.test/", audience="aud")


async def test_a_refusal_is_a_failure() -> None:
    api = FakeApi([TOKEN, reply({"error": {"code": "No", "message": "Not you."}}, 403)])
    with pytest.raises(ApiFailure, match="Not you") as raised:
        await caller(api).call("GET", "https://x.test/", audience="aud")
    assert raised.value.status == 403


async def test_a_stream_carries_it_too() -> None:
    api, one = FakeApi([TOKEN, reply({"piece": 1})]), session()
    async with await caller(api, one).stream("https://x.test/logs", audience="aud") as streaming:
        assert [piece async for piece in streaming.pieces] == [b'{"piece":1}']
    assert api.asked[1].headers["authorization"] == "Bearer access"

"""The tokens of a session: one for each API, refreshed in time and never twice at once."""

import asyncio
from urllib.parse import parse_qs

import pytest

from nameplate.portal.failures import ApiFailure, SessionEnded
from nameplate.portal.tokens import Tokens
from tests.fakes.clock import FakeClock
from tests.fakes.portal_api import FakeApi, reply
from tests.portal.wires.callers import PLACE, session


def granted(number: int) -> dict[str, object]:
    return {
        "access_token": f"access-{number}",
        "refresh_token": f"refresh-{number}",
        "expires_in": 3600,
    }


async def test_a_token_is_asked_for_once_and_again_before_it_ends() -> None:
    api, clock, one = FakeApi([reply(granted(2)), reply(granted(3))]), FakeClock(), session()
    tokens = Tokens(api, PLACE, clock)
    assert await tokens.of(one, "https://vault.test") == "access-2"
    assert await tokens.of(one, "https://vault.test") == "access-2"
    clock.advance(3500)
    assert await tokens.of(one, "https://vault.test") == "access-3"
    sent = [parse_qs(each.body.decode()) for each in api.asked]
    assert [each["refresh_token"] for each in sent] == [["refresh-1"], ["refresh-2"]]
    assert sent[0]["scope"] == ["https://vault.test/.default offline_access"]
    assert api.asked[0].url == PLACE.token_url


async def test_two_pages_at_once_refresh_one_after_the_other() -> None:
    api, one = FakeApi([reply(granted(2)), reply(granted(3))]), session()
    tokens = Tokens(api, PLACE, FakeClock())
    found = await asyncio.gather(*(tokens.of(one, name) for name in ("a", "a", "b")))
    assert found == ["access-2", "access-2", "access-3"]
    assert one.refresh.reveal() == "refresh-3"


async def test_a_sign_in_that_was_revoked_ends_the_session() -> None:
    refused = reply({"error": "invalid_grant", "error_description": "AADSTS50173"}, 400)
    with pytest.raises(SessionEnded):
        await Tokens(FakeApi([refused]), PLACE, FakeClock()).of(session(), "a")


async def test_a_server_that_fails_does_not() -> None:
    with pytest.raises(ApiFailure):
        await Tokens(FakeApi([reply(None, 503)]), PLACE, FakeClock()).of(session(), "a")


async def test_a_code_is_redeemed_as_the_portals_client() -> None:
    api = FakeApi([reply(granted(1))])
    answer = await Tokens(api, PLACE, FakeClock()).redeem({"code": "x"})
    assert answer["access_token"] == "access-1"
    assert parse_qs(api.asked[0].body.decode()) == {"client_id": ["client"], "code": ["x"]}

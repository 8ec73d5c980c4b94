"""What the trail is told of bad tokens, and how seldom."""

from dataclasses import replace

import pytest

from nameplate.edge.bearer import Authenticator
from nameplate.edge.rejected_tokens import ACTION, RejectedTokens
from nameplate.tokens.verifier import Rejection, TokenRejected, VerifiedClaims
from tests.edge.test_bearer import AUDIENCES, FakePrincipals, request
from tests.fakes.clock import FakeClock
from tests.fakes.trail import FakeTrail
from tests.fakes.verifier import FakeVerifier, verified

SITE = "/subscriptions/s/sites/web1"


class House:
    def __init__(self) -> None:
        self.clock, self.trail = FakeClock(), FakeTrail()
        self.rejected = RejectedTokens(self.trail, self.clock)

    async def note(
        self, reason: Rejection, claims: VerifiedClaims | None = None, audience: str = "aud"
    ) -> None:
        rejected = TokenRejected(reason, found="secret text", claims=claims)
        await self.rejected.note(rejected, frozenset((audience,)), "request")


async def test_whose_a_verified_token_is_stands_in_the_event() -> None:
    house = House()
    raw = {"uti": "u", "xms_mirid": "/elsewhere", "xms_az_rid": SITE}
    await house.note(Rejection.EXPIRED, replace(verified("web1"), raw=raw))

    (event,) = house.trail.events
    assert (event.action, event.outcome, event.resource) == (ACTION, "denied", "aud")
    assert (event.object_id, event.app_id, event.workload) == ("web1", "app", SITE)
    assert event.facts == {"uti": "u", "audience": "https://vault.example"}
    assert event.request_id == "request"
    assert event.reason == "the token was not accepted: expired"
    assert house.trail.durable == []


async def test_nothing_of_what_nobody_verified_stands_in_it() -> None:
    house = House()
    await house.note(Rejection.SIGNATURE)

    (event,) = house.trail.events
    assert (event.object_id, event.app_id, event.facts, event.workload) == (None, None, {}, "")
    assert "secret text" not in repr(event)


async def test_one_event_a_minute_tells_of_a_kind_and_counts_the_others() -> None:
    house = House()
    for _ in range(1000):
        await house.note(Rejection.SIGNATURE)
    await house.note(Rejection.EXPIRED)
    assert [event.facts for event in house.trail.events] == [{}, {}]

    house.clock.advance(60)
    await house.note(Rejection.SIGNATURE)
    assert house.trail.events[-1].facts == {"unrecorded": "999"}


async def test_there_are_so_many_kinds_and_no_more() -> None:
    house = House()
    for number in range(1000):
        await house.note(Rejection.EXPIRED, verified(f"p{number}"))
    assert len(house.trail.events) == 64

    house.clock.advance(60)
    for number in range(1000):
        await house.note(Rejection.EXPIRED, verified(f"q{number}"))
    assert len(house.trail.events) == 128


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Bearer web1", []),
        ("Basic web1", []),
        ("Bearer forged", [None]),
        ("Bearer a b", [None]),
        ("Bearer gone", ["gone"]),
        ("Bearer off", ["off"]),
    ],
)
async def test_the_authenticator_tells_of_what_it_rejects(
    said: str, told: list[str | None]
) -> None:
    house = House()
    verifier = FakeVerifier({name: verified(name) for name in ("web1", "off", "gone")})
    authenticator = Authenticator(verifier, FakePrincipals(), house.rejected)
    if told:
        with pytest.raises(TokenRejected):
            await authenticator.authenticate(request(said), AUDIENCES)
    else:
        await authenticator.authenticate(request(said), AUDIENCES)

    assert [event.object_id for event in house.trail.events] == told
    names = [event.display_name for event in house.trail.events]
    assert names == ["web one" if each == "off" else None for each in told]

"""Tokens of a moment."""

from nameplate.tokens import shortening
from nameplate.tokens.shortening import shortened
from tests.fakes.clock import FakeClock
from tests.tokens.test_claims import IDENTITY
from tests.tokens.test_issuer import AUDIENCE, ready_issuer


async def test_what_is_issued_meanwhile_lives_for_a_moment() -> None:
    clock = FakeClock()
    issuer, _ = await ready_issuer(clock)

    with shortened(20):
        short = await issuer.issue(IDENTITY, AUDIENCE)
    long = await issuer.issue(IDENTITY, AUDIENCE)

    assert short.expires_on == int(clock.now()) + 20
    assert long.expires_on == int(clock.now()) + 86_400


def test_the_limit_ends_with_its_block() -> None:
    assert shortening.limit() is None
    with shortened(5):
        assert shortening.limit() == 5
    assert shortening.limit() is None

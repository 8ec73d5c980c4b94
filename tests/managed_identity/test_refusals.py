"""Recording refusals."""

import logging

import pytest

from nameplate.edge.http import Request
from nameplate.managed_identity.question import TokenQuestion
from nameplate.managed_identity.refusals import SWITCHED_OFF, Refusals
from tests.fakes.trail import FakeTrail
from tests.fakes.workloads import SITE, VAULT, installation


async def test_the_trail_and_the_log_tell_the_reason(caplog: pytest.LogCaptureFixture) -> None:
    """Who, for what, on what and why; not durably, nothing was released."""
    house, trail = await installation(), FakeTrail()
    request = Request("GET", "/msi/token", request_id="the request")

    with caplog.at_level(logging.WARNING):
        await Refusals(trail).record(
            request, TokenQuestion(VAULT, None), SWITCHED_OFF, on=SITE, principal=house.system
        )

    (event,) = trail.events
    assert (event.outcome, event.reason, event.resource) == ("denied", SWITCHED_OFF, VAULT)
    assert (event.object_id, event.request_id) == (house.system.object_id, "the request")
    assert dict(event.facts) == {"on": SITE, "cause": "SwitchedOff"}
    assert trail.durable == []
    assert [record.message for record in caplog.records] == ["no token was issued"]


async def test_an_unknown_identity_has_no_ids() -> None:
    """The resource is all that is known."""
    trail = FakeTrail()

    await Refusals(trail).record(
        Request("GET", "/metadata"), TokenQuestion(VAULT, None), "why", on=None, principal=None
    )

    assert (trail.events[0].object_id, dict(trail.events[0].facts)) == (None, {})

"""Projected tokens by the operator's API."""

import pytest

from nameplate.admin.projections import Projection, ProjectionsApi
from tests.admin.desk import Desk, read

SITE = "/subscriptions/s/resourceGroups/local/providers/Microsoft.Web/sites/web1"


class FakeProjector:
    async def project(self, resource_id: str, lifetime: int) -> Projection | None:
        if resource_id != SITE:
            return None
        return Projection("a.b.c", "https://issuer", "subject", "audience", lifetime - 1)


DESK = Desk(*ProjectionsApi(FakeProjector()).routes())


async def test_a_token_comes_with_what_must_trust_it() -> None:
    answer = await DESK.send("POST", "/projections", {"resourceId": SITE, "lease": 3600})

    assert answer.status == 201
    assert read(answer) == {
        "token": "a.b.c",
        "issuer": "https://issuer",
        "subject": "subject",
        "audience": "audience",
        "expiresIn": 3599,
    }
    assert "a.b.c" not in repr(Projection("a.b.c", "", "", "", 1))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"resourceId": SITE, "lease": 59}, 400),
        ({"resourceId": SITE, "lease": 86_401}, 400),
        ({"resourceId": SITE, "lease": "60"}, 400),
        ({"resourceId": SITE}, 400),
        ({"lease": 60}, 400),
        ({"resourceId": f"{SITE}x", "lease": 60}, 404),
    ],
)
async def test_what_cannot_be_projected_is_refused(body: dict[str, object], status: int) -> None:
    assert (await DESK.send("POST", "/projections", body)).status == status

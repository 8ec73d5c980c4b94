"""Publishers come in with the site's password where it is allowed, or with a token and a role."""

import base64

import pytest

from nameplate.apphost.publishers import ACTION, Publishers
from nameplate.authorization.decision import Allowed, Decision, Denied
from nameplate.core.errors import Forbidden, Unauthorized
from nameplate.core.principal import Principal, PrincipalType
from nameplate.edge.bearer import Rejection, TokenRejected
from nameplate.edge.http import Request
from tests.apphost.test_hosted_app import WANTED
from tests.fakes.trail import FakeTrail

OPERATOR = Principal("o", None, "t", PrincipalType.USER, "Operator", "https://sts.example/t/")


class Gate:
    """Every part that publishers are judged by, as a test says."""

    def __init__(self) -> None:
        self.allowed = True
        self.rejection: Rejection | None = None
        self.decision: Decision = Allowed("owner", by="role")
        self.asked: list[tuple[str, str]] = []
        self.trail = FakeTrail()
        self.publishers = Publishers(
            authenticator=self,
            decisions=self,
            credentials=self,
            trail=self.trail,
            audiences=frozenset(("https://management.example",)),
            authority="https://login.example/t",
        )

    async def authenticate(self, request: Request, audiences: frozenset[str]) -> Principal | None:
        assert audiences == {"https://management.example"}
        if self.rejection is not None:
            raise TokenRejected(self.rejection)
        return OPERATOR if request.headers.get("authorization") else None

    async def decide_action(self, principal: Principal, action: str, scope: str) -> Decision:
        assert principal is OPERATOR
        self.asked.append((action, scope))
        return self.decision

    async def basic_allowed(self, key: str) -> bool:
        assert key == WANTED.key
        return self.allowed

    async def matches(self, key: str, user: str, password: str) -> bool:
        assert key == WANTED.key
        return (user, password) == ("$web1", "pass:word")


def request(authorization: str | None) -> Request:
    headers = [] if authorization is None else [(b"authorization", authorization.encode())]
    return Request("POST", "/api/zipdeploy", headers=headers)


def basic(pair: str) -> Request:
    return request(f"Basic {base64.b64encode(pair.encode()).decode()}")


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.mark.parametrize("user", ["$web1", "web1\\$web1"])
async def test_the_sites_password(gate: Gate, user: str) -> None:
    found = await gate.publishers.admit(WANTED, basic(f"{user}:pass:word"))
    assert (found.name, found.object_id) == ("$web1", None)


@pytest.mark.parametrize(
    "asked",
    [basic("$web1:wrong"), basic("$web1"), request("Basic !"), request("Basic"), request(None)],
)
async def test_others_are_told_how(gate: Gate, asked: Request) -> None:
    with pytest.raises(Unauthorized) as refused:
        await gate.publishers.admit(WANTED, asked)
    assert refused.value.headers == (
        ("WWW-Authenticate", 'Basic realm="site"'),
        ("WWW-Authenticate", 'Bearer authorization_uri="https://login.example/t"'),
    )


async def test_a_policy_ends_the_password(gate: Gate) -> None:
    gate.allowed = False
    with pytest.raises(Unauthorized, match="does not allow") as refused:
        await gate.publishers.admit(WANTED, basic("$web1:pass:word"))
    (challenge,) = refused.value.headers
    assert challenge[1].startswith("Bearer")


async def test_a_token_with_a_role(gate: Gate) -> None:
    found = await gate.publishers.admit(WANTED, request("Bearer x"))
    assert (found.name, found.object_id, found.reason) == ("Operator", "o", "owner")
    assert gate.asked == [(ACTION, WANTED.key)]


async def test_a_token_without_a_role_is_refused_and_recorded(gate: Gate) -> None:
    gate.decision = Denied("no role", ACTION)
    with pytest.raises(Forbidden, match=r"'Operator' may not do .*: no role"):
        await gate.publishers.admit(WANTED, request("Bearer x"))
    (event,) = gate.trail.events
    assert (event.outcome, event.resource, event.object_id) == ("denied", WANTED.key, "o")


async def test_a_bad_token_says_why(gate: Gate) -> None:
    gate.rejection = Rejection.EXPIRED
    with pytest.raises(Unauthorized, match=Rejection.EXPIRED.value):
        await gate.publishers.admit(WANTED, request("Bearer x"))


async def test_changes_are_recorded(gate: Gate) -> None:
    asked = request("Bearer x")
    publisher = await gate.publishers.admit(WANTED, asked)
    await gate.publishers.changed(WANTED, publisher, asked)
    (event,) = gate.trail.durable
    assert (event.action, event.display_name) == (ACTION, "Operator")
    assert event.facts == {"request": "POST /api/zipdeploy"}

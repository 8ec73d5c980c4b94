"""From an Authorization header to the principal that asks."""

import pytest

from nameplate.core.principal import Principal, PrincipalType
from nameplate.directory.records import ServicePrincipal, ServicePrincipalType, User
from nameplate.edge.bearer import Authenticator
from nameplate.edge.http import Request
from nameplate.tokens.verifier import Rejection, TokenRejected
from tests.fakes.verifier import FakeVerifier, verified

AUDIENCES = frozenset({"https://vault.example"})


class FakePrincipals:
    """A directory of one app's identity, one that was switched off, and one user."""

    def __init__(self) -> None:
        self.records: dict[str, ServicePrincipal | User] = {
            "web1": service_principal("web1", enabled=True),
            "off": service_principal("off", enabled=False),
            "anna": User("anna", "anna@example", "Anna", enabled=True, created=0.0),
        }

    async def principal(self, object_id: str) -> ServicePrincipal | User | None:
        return self.records.get(object_id)


def service_principal(object_id: str, *, enabled: bool) -> ServicePrincipal:
    return ServicePrincipal(
        object_id=object_id,
        app_id="app",
        display_name="web one",
        type=ServicePrincipalType.MANAGED_IDENTITY,
        enabled=enabled,
        resource_id="/subscriptions/s/x",
        created=0.0,
    )


def authenticator(verifier: FakeVerifier | None = None) -> Authenticator:
    tokens = {name: verified(name) for name in ("web1", "off", "anna", "gone")}
    tokens["graph"] = verified("web1", audience="https://graph.example")
    return Authenticator(verifier or FakeVerifier(tokens), FakePrincipals())


def request(*authorization: str) -> Request:
    return Request("GET", "/", headers=[(b"authorization", a.encode()) for a in authorization])


async def test_a_token_names_a_service_principal() -> None:
    found = await authenticator().authenticate(request("Bearer web1"), AUDIENCES)

    assert found == Principal(
        object_id="web1",
        app_id="app",
        tenant_id="tenant",
        type=PrincipalType.SERVICE_PRINCIPAL,
        display_name="web one",
        issuer="https://sts.example/tenant/",
        resource_id="/subscriptions/s/x",
    )


async def test_a_token_names_a_user() -> None:
    found = await authenticator().authenticate(request("bearer  anna "), AUDIENCES)

    assert found is not None
    assert (found.object_id, found.app_id, found.type) == ("anna", None, PrincipalType.USER)


@pytest.mark.parametrize("headers", [[], ["Basic web1"], ["Bearerweb1"], [""]])
async def test_what_is_not_ours_is_not_bad(headers: list[str]) -> None:
    assert await authenticator().authenticate(request(*headers), AUDIENCES) is None


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        (["Bearer"], Rejection.MALFORMED),
        (["Bearer "], Rejection.MALFORMED),
        (["Bearer a b"], Rejection.MALFORMED),
        (["Bearer web1", "Bearer web1"], Rejection.MALFORMED),
        (["Bearer forged"], Rejection.SIGNATURE),
        (["Bearer graph"], Rejection.AUDIENCE),
        (["Bearer off"], Rejection.PRINCIPAL),
        (["Bearer gone"], Rejection.PRINCIPAL),
    ],
)
async def test_what_is_bad_is_rejected_with_its_reason(
    headers: list[str], reason: Rejection
) -> None:
    with pytest.raises(TokenRejected) as caught:
        await authenticator().authenticate(request(*headers), AUDIENCES)

    assert caught.value.reason is reason


async def test_keys_that_changed_are_followed_first() -> None:
    verifier = FakeVerifier({"web1": verified("web1")})
    verifier.stale = True

    found = await authenticator(verifier).authenticate(request("Bearer web1"), AUDIENCES)

    assert found is not None

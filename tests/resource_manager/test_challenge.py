"""401: each way in which a token is no good has its code, and tells where to get a good one."""

import pytest

from nameplate.edge.bearer import Rejection, TokenRejected
from tests.providers.stand import GROUP, TENANT, Stand


async def test_without_a_token_the_challenge_says_where_to_go(stand: Stand) -> None:
    stand.doorkeeper.principal = None

    refused = await stand.get(GROUP)

    assert (refused.status, refused.error) == (401, "AuthenticationFailed")
    challenge = refused.headers["www-authenticate"]
    assert challenge.startswith('Bearer authorization_uri="https://login.')
    assert f'/{TENANT}", error="invalid_token", error_description="' in challenge


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (Rejection.EXPIRED, "ExpiredAuthenticationToken"),
        (Rejection.AUDIENCE, "InvalidAuthenticationTokenAudience"),
        (Rejection.ISSUER, "InvalidAuthenticationTokenTenant"),
        (Rejection.SIGNATURE, "InvalidAuthenticationToken"),
        (Rejection.ALGORITHM, "InvalidAuthenticationToken"),
        (Rejection.UNKNOWN_KEY, "InvalidAuthenticationToken"),
        (Rejection.MALFORMED, "InvalidAuthenticationToken"),
        (Rejection.NOT_YET_VALID, "InvalidAuthenticationToken"),
        (Rejection.PRINCIPAL, "InvalidAuthenticationToken"),
    ],
)
async def test_each_rejection_has_its_code(stand: Stand, reason: Rejection, code: str) -> None:
    stand.doorkeeper.rejected = TokenRejected(reason, found="it", expected=("that",))

    refused = await stand.get(GROUP)

    assert (refused.status, refused.error) == (401, code)
    assert 'error="invalid_token"' in refused.headers["www-authenticate"]


async def test_both_spellings_of_every_audience_are_accepted(stand: Stand) -> None:
    await stand.get(GROUP)

    bare = {each for each in stand.doorkeeper.audiences if not each.endswith("/")}
    assert len(bare) == 2
    assert stand.doorkeeper.audiences == bare | {f"{each}/" for each in bare}

"""401: the challenge, and Key Vault's words for each way in which a token is bad."""

import re

import pytest

from nameplate.core.cloud import AZURE_PUBLIC, own_cloud
from nameplate.edge.bearer import Rejection, TokenRejected
from tests.vault.stand import TENANT, Stand, error_of, header, message_of


@pytest.fixture
async def stand() -> Stand:
    made = Stand()
    await made.create_vault()
    return made


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/secrets/never-existed/"),
        ("PUT", "/secrets/db?"),
        ("PUT", "/secrets/"),
        ("GET", "/nothing/here"),
        ("POST", "/secrets/restore?api-version=nonsense"),
    ],
)
async def test_without_a_token_nothing_else_is_looked_at(
    stand: Stand, method: str, path: str
) -> None:
    """The probe has no body, and its path or api-version may be wrong: it is challenged first."""
    response = await stand.call(method, path, token=None)

    assert error_of(response) == (401, "Unauthorized", None)
    assert message_of(response).startswith("AKV10000: Request is missing a Bearer")
    assert stand.secret_records.reads == 0


async def test_the_challenge_is_what_every_sdk_parses(stand: Stand) -> None:
    response = await stand.call("GET", "/secrets", token=None)

    assert header(response, "WWW-Authenticate") == (
        f'Bearer authorization="{AZURE_PUBLIC.authority}/{TENANT}", '
        f'resource="{AZURE_PUBLIC.vault_audience}"'
    )
    assert header(response, "x-ms-keyvault-region") == "westeurope"


async def test_a_vault_on_a_port_says_so_in_its_resource() -> None:
    """Python's client compares the resource's port with the request's."""
    stand = Stand(own_cloud("localhost", 8443))
    await stand.create_vault()

    challenge = header(await stand.call("GET", "/secrets", token=None), "WWW-Authenticate") or ""

    resource = re.search('resource="(.*)"', challenge)
    assert resource
    assert resource[1] == stand.cloud.vault_audience
    assert resource[1].endswith(":8443")


@pytest.mark.parametrize(
    ("rejected", "words"),
    [
        (
            TokenRejected(
                Rejection.AUDIENCE, found="https://other/", expected=("https://v/", "https://v")
            ),
            "AKV10022: Invalid audience. Expected https://v, found: https://other/.",
        ),
        (
            TokenRejected(Rejection.ISSUER, found="https://i/2/", expected=("https://i/1/",)),
            "AKV10032: Invalid issuer. Expected one of https://i/1/, found https://i/2/.",
        ),
        (TokenRejected(Rejection.UNKNOWN_KEY), "AKV10046: Unable to resolve the key"),
        (TokenRejected(Rejection.SIGNATURE), "AKV10046: Unable to resolve the key"),
        (TokenRejected(Rejection.EXPIRED), "Error validating token: IDX10223"),
        (TokenRejected(Rejection.NOT_YET_VALID), "Error validating token: IDX10222"),
        (TokenRejected(Rejection.ALGORITHM), "Error validating token: IDX10511"),
        (TokenRejected(Rejection.MALFORMED), "Error validating token: IDX12741"),
        (TokenRejected(Rejection.PRINCIPAL, found="oid-1"), "the principal 'oid-1' does not exist"),
    ],
)
async def test_a_bad_token_is_refused_with_the_challenge(
    stand: Stand, rejected: TokenRejected, words: str
) -> None:
    stand.authenticator.rejections["bad"] = rejected

    response = await stand.call("GET", "/secrets/db/", token="bad")

    assert error_of(response) == (401, "Unauthorized", None)
    assert words in message_of(response)
    assert header(response, "WWW-Authenticate")


def test_there_are_words_for_every_rejection() -> None:
    from nameplate.vault.challenge import _WORDS  # noqa: PLC0415 - only this test looks inside

    assert set(_WORDS) == set(Rejection)

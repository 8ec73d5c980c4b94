"""Signatures in threads: each asker gets its own, whatever becomes of the others."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from nameplate.crypto.jws import UnverifiedToken
from nameplate.crypto.signing import SigningKey
from nameplate.tokens.signers import Signers
from tests.fakes.keys import signing_key


@pytest.fixture
async def signers() -> AsyncIterator[Signers]:
    signers = Signers(2)
    yield signers
    signers.close()


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return signing_key()


async def test_each_gets_the_signature_of_its_own_claims(signers: Signers, key: SigningKey) -> None:
    texts = await asyncio.gather(*(signers.sign(key, {"n": number}) for number in range(40)))

    tokens = [UnverifiedToken.parse(text) for text in texts]
    assert [token.claims["n"] for token in tokens] == list(range(40))
    assert all(key.signed(token.signing_input, token.signature) for token in tokens)


async def test_whoever_gives_up_takes_nothing_from_the_others(
    signers: Signers, key: SigningKey
) -> None:
    waiting = [asyncio.create_task(signers.sign(key, {"n": number})) for number in range(6)]
    await asyncio.sleep(0)
    waiting[2].cancel()
    found = await asyncio.gather(*waiting, return_exceptions=True)

    assert isinstance(found[2], asyncio.CancelledError)
    assert sum(isinstance(each, str) for each in found) == 5


async def test_what_cannot_be_signed_is_told_and_the_next_is_signed(
    signers: Signers, key: SigningKey
) -> None:
    with pytest.raises(TypeError):
        await signers.sign(key, {"n": object()})

    assert await signers.sign(key, {"n": 1})


async def test_closing_signs_what_was_asked_for_and_refuses_the_rest(key: SigningKey) -> None:
    signers = Signers(1)
    waiting = asyncio.create_task(signers.sign(key, {"n": 1}))
    await asyncio.sleep(0)
    signers.close()

    assert await waiting
    with pytest.raises(RuntimeError, match="closed"):
        await signers.sign(key, {})

"""Client secrets and certificates."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import BadRequest
from nameplate.crypto.hashing import KeyedHash
from nameplate.directory.assertions import AssertionFault, AssertionRejected, KeyAssertion
from nameplate.directory.credentials import SECRET_LIFETIME, SecretCheck
from nameplate.directory.directory import Directory
from tests.directory.conftest import World
from tests.fakes.assertions import sign_assertion
from tests.fakes.clock import FakeClock
from tests.fakes.directory_records import FakeDirectoryRecords
from tests.fakes.keys import master_key, signing_key
from tests.fakes.units import FakeUnits


async def test_a_secret_proves_its_application_until_it_expires(world: World) -> None:
    work = world.begin()
    record, secret = world.directory.add_client_secret(work, "app", display_name="ci")
    await work.commit()
    text = secret.reveal()
    assert len(text) == 40
    assert record.hint == text[:3]
    assert text.encode() not in record.digest
    assert await world.directory.verify_client_secret("app", text)
    assert not await world.directory.verify_client_secret("other", text)
    assert await world.directory.check_client_secret("app", text + "x") is SecretCheck.INVALID
    world.clock.advance(SECRET_LIFETIME)
    assert await world.directory.check_client_secret("app", text) is SecretCheck.EXPIRED


async def test_two_secrets_overlap_while_one_is_rolled(world: World) -> None:
    work = world.begin()
    old, old_text = world.directory.add_client_secret(work, "app")
    new, new_text = world.directory.add_client_secret(work, "app")
    await work.commit()
    assert await world.directory.verify_client_secret("app", old_text.reveal())
    work = world.begin()
    world.directory.remove_client_secret(work, old.key_id)
    await work.commit()
    assert not await world.directory.verify_client_secret("app", old_text.reveal())
    assert await world.directory.verify_client_secret("app", new_text.reveal())
    assert await world.directory.client_secrets_of("app") == [new]


async def test_a_warm_check_reads_nothing(world: World) -> None:
    work = world.begin()
    _, secret = world.directory.add_client_secret(work, "app")
    await work.commit()
    await world.directory.verify_client_secret("app", secret.reveal())
    reads = world.records.reads
    assert await world.directory.verify_client_secret("app", secret.reveal())
    assert world.records.reads == reads


async def test_a_certificate_is_known_by_both_thumbprints(world: World) -> None:
    key = signing_key(0)
    work = world.begin()
    added = world.directory.add_client_certificate(work, "app", key.to_pem())
    await work.commit()
    assert added.certificate == key.certificate
    assert added.thumbprint_sha1 == key.kid
    assert added.thumbprint_sha256 == key.x5t_s256
    assert added.display_name.startswith("CN=")
    assert await world.directory.certificates_of("app") == [added]
    work = world.begin()
    world.directory.remove_client_certificate(work, added.key_id)
    await work.commit()
    assert await world.directory.certificates_of("app") == []


async def test_what_is_no_certificate_is_refused(world: World) -> None:
    with pytest.raises(BadRequest, match="KeyCredentialsInvalidCertificate"):
        world.directory.add_client_certificate(world.begin(), "app", b"DER")


async def test_an_owner_is_proven_by_its_own_certificates_only(world: World) -> None:
    work = world.begin()
    world.directory.add_client_certificate(work, "app", signing_key(0).certificate)
    await work.commit()
    claims = {"iss": "app", "sub": "app", "aud": "here", "exp": world.clock.now() + 60}
    assertion = KeyAssertion.parse(sign_assertion(signing_key(0), claims))
    prove = world.directory.prove_assertion
    proven = await prove(assertion, owner_id="app", audiences=["here"])
    assert proven.subject == "app"
    with pytest.raises(AssertionRejected) as refused:
        await prove(assertion, owner_id="other", audiences=["here"])
    assert refused.value.fault is AssertionFault.KEY_NOT_FOUND


@settings(max_examples=50)
@given(guess=st.text(max_size=60))
async def test_no_guess_is_a_secret(guess: str) -> None:
    units = FakeUnits()
    directory = Directory(
        FakeDirectoryRecords(), KeyedHash(master_key(), "test"), FakeClock(), units.epoch
    )
    work = units.begin()
    _, secret = directory.add_client_secret(work, "app")
    await work.commit()
    assert await directory.verify_client_secret("app", guess) is (guess == secret.reveal())

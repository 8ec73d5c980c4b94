"""Client secrets and certificates."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.directory.credentials import SECRET_LIFETIME, SecretCheck
from nameplate.directory.directory import Directory
from tests.directory.conftest import World
from tests.fakes.clock import FakeClock
from tests.fakes.directory_records import FakeDirectoryRecords
from tests.fakes.secret_hash import FakeSecretHash
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
    work = world.begin()
    added = world.directory.add_client_certificate(work, "app", b"DER", expires=9e9)
    await work.commit()
    assert added.thumbprint_sha1 == "il8CqqUhLpu-kH2OhOO19-jGeWc"
    assert added.thumbprint_sha256 == "v_0oyO6xCl5Qzxe1j0d-oYA4la5pdE5utTy8w79Cets"
    assert await world.directory.certificates_of("app") == [added]
    work = world.begin()
    world.directory.remove_client_certificate(work, added.key_id)
    await work.commit()
    assert await world.directory.certificates_of("app") == []


@settings(max_examples=50)
@given(guess=st.text(max_size=60))
async def test_no_guess_is_a_secret(guess: str) -> None:
    units = FakeUnits()
    directory = Directory(FakeDirectoryRecords(), FakeSecretHash(), FakeClock(), units.epoch)
    work = units.begin()
    _, secret = directory.add_client_secret(work, "app")
    await work.commit()
    assert await directory.verify_client_secret("app", guess) is (guess == secret.reveal())

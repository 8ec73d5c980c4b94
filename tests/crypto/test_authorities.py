"""The two local authorities."""

import asyncio

from cryptography import x509

from nameplate.core.epoch import FixedEpoch
from nameplate.crypto.authorities import (
    HANDED_OVER_BEFORE,
    LIFETIME,
    RENEWED_BEFORE,
    Authorities,
    AuthorityRecord,
    create_authority,
)
from tests.fakes.authority_records import FakeAuthorityRecords
from tests.fakes.clock import FakeClock
from tests.fakes.keys import envelope
from tests.fakes.units import FakeUnits

NAMES = ["localhost", "Vault.contoso.test"]


def authorities(clock: FakeClock, records: FakeAuthorityRecords | None = None) -> Authorities:
    return Authorities(
        records or FakeAuthorityRecords(), envelope(), clock, FakeUnits(FixedEpoch())
    )


def created(clock: FakeClock) -> AuthorityRecord:
    return create_authority("own", NAMES, clock.now(), envelope())


def test_the_issuing_ca_is_constrained_to_names_and_the_root_is_not() -> None:
    """DNS subtrees only, critical, on the issuing CA; 90 days; named after us."""
    record = created(FakeClock())
    root = x509.load_pem_x509_certificate(record.root_pem)
    issuing = x509.load_pem_x509_certificate(record.issuing_pem)

    constraints = issuing.extensions.get_extension_for_class(x509.NameConstraints)

    assert constraints.critical
    assert constraints.value.excluded_subtrees is None
    assert [each.value for each in constraints.value.permitted_subtrees or ()] == [
        "localhost",
        "vault.contoso.test",
    ]
    assert x509.NameConstraints not in {type(each.value) for each in root.extensions}
    assert issuing.issuer == root.subject
    issuing.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)
    assert "Nameplate local" in root.subject.rfc4514_string()
    assert (issuing.not_valid_after_utc.timestamp()) == record.not_after
    path = issuing.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (path.ca, path.path_length) == (True, 0)


def test_the_issuing_key_is_sealed() -> None:
    """Neither record nor repr shows it; no root key is kept at all."""
    record = created(FakeClock())

    key = envelope().open(record.sealed_key, record.place())

    assert key not in record.sealed_key
    assert "sealed_key" not in repr(record)


def test_an_authority_permits_a_name_and_what_is_below_it() -> None:
    """By whole labels, in any case."""
    record = created(FakeClock())

    assert record.permits("localhost")
    assert record.permits("a.VAULT.contoso.test")
    assert not record.permits("evilvault.contoso.test")
    assert not record.permits("contoso.test")


async def test_an_authority_is_made_once() -> None:
    """The second start finds the first one's."""
    units = authorities(FakeClock())

    first = await units.ensure("own", NAMES)

    assert await units.ensure("own", list(reversed(NAMES))) == first
    assert await units.ensure("production", NAMES) != first


async def test_two_starts_at_once_end_with_one_authority() -> None:
    """Whoever loses the race uses the winner's."""
    records, clock = FakeAuthorityRecords(), FakeClock()

    both = await asyncio.gather(
        authorities(clock, records).ensure("own", NAMES),
        authorities(clock, records).ensure("own", NAMES),
    )

    assert both[0] == both[1]
    assert len(records.rows) == 1


async def test_new_names_make_a_new_root_and_bundles_carry_both() -> None:
    """Running children still trust the old one."""
    clock = FakeClock()
    units = authorities(clock)
    old = await units.ensure("own", NAMES)

    clock.advance(1)
    new = await units.ensure("own", [*NAMES, "more.contoso.test"])

    assert new.permitted == ("localhost", "more.contoso.test", "vault.contoso.test")
    assert await units.roots("own") == old.root_pem + new.root_pem
    assert await units.roots("production") == b""


async def test_a_new_root_is_made_before_the_old_one_ends() -> None:
    """A month ahead; the old one signs until the last week, then leaves bundle and store."""
    clock, records = FakeClock(), FakeAuthorityRecords()
    units = authorities(clock, records)
    old = await units.ensure("own", NAMES)

    clock.advance(LIFETIME - RENEWED_BEFORE)
    assert await units.ensure("own", NAMES) == old
    assert await units.ensure("own", NAMES) == old
    both = await units.roots()
    clock.advance(RENEWED_BEFORE - HANDED_OVER_BEFORE)
    new = await units.ensure("own", NAMES)
    clock.advance(HANDED_OVER_BEFORE)

    assert new != old
    assert both == old.root_pem + new.root_pem
    assert await units.roots() == new.root_pem
    assert await units.ensure("own", NAMES) == new
    assert len(records.rows) == 2


async def test_a_clock_set_back_makes_an_authority_that_is_valid_then() -> None:
    """An authority that has not begun cannot serve."""
    clock = FakeClock()
    units = authorities(clock)
    future = await units.ensure("own", NAMES)

    clock.set_back(3 * 86_400)

    assert (await units.ensure("own", NAMES)) != future

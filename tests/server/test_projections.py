"""A projected token is that of an app that there is."""

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.crypto.jws import UnverifiedToken
from nameplate.resource_manager.records import Resource
from nameplate.server.projections import Projections
from nameplate.tokens.issuer import Issuer
from tests.fakes.clock import FakeClock
from tests.fakes.key_ring import key_ring
from tests.fakes.resource_records import FakeResourceRecords

SITE = "/subscriptions/s/resourceGroups/Local/providers/Microsoft.Web/sites/Web1"
ISSUER = f"{AZURE_PUBLIC.authority}/tenant/workloads"


class House:
    """An issuer, and the records of one app."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.records = FakeResourceRecords()
        row = Resource(SITE, "Microsoft.Web/sites", "Web1", None, None, None, None, {})
        self.records.rows[row.key] = row
        self.keys = key_ring(self.clock)
        self.issuer = Issuer(self.keys, self.clock, AZURE_PUBLIC)
        self.projections = Projections(self.records, self.issuer, self.clock, named=ISSUER)


async def test_group_and_app_are_namespace_and_account_in_lower_case() -> None:
    house = House()
    await house.keys.ensure()

    made = await house.projections.project(SITE.upper(), 600)

    assert made is not None
    assert (made.issuer, made.seconds) == (ISSUER, 600)
    assert made.subject == "system:serviceaccount:local:web1"
    assert UnverifiedToken.parse(made.token).claims["sub"] == made.subject
    assert await house.projections.project(f"{SITE}2", 600) is None
    house.issuer.close()

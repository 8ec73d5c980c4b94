"""From a prepared deployment to its record, and back."""

import orjson
import pytest

from nameplate.resource_manager.deployments.preparation.prepared import Prepared
from nameplate.resource_manager.deployments.records import Lease, ProvisioningState
from nameplate.resource_manager.deployments.running import beginning
from tests.fakes.sealer import FakeSealer
from tests.providers.stand import GROUP, OPERATOR
from tests.resource_manager.deployments.preparing import World, body, identity, template


@pytest.fixture
async def prepared() -> Prepared:
    """A deployment with a secret."""
    world = World()
    await world.stand.with_group()
    document = template(identity("own"), parameters={"pw": {"type": "securestring"}})
    return await world.prepare(body(document, parameters={"pw": {"value": "hunter2"}}))


def test_its_record_says_what_is_known(prepared: Prepared) -> None:
    record = beginning.accepted(prepared, 7.0)
    assert (record.id, record.scope, record.root) == (
        prepared.place.id,
        GROUP,
        prepared.place.id.lower(),
    )
    assert (record.state, record.created) == (ProvisioningState.ACCEPTED, 7.0)
    assert record.properties["mode"] == "Incremental"
    assert not beginning.accepted(prepared, 7.0, root="/outer").outermost


def test_a_lease_is_for_a_while() -> None:
    assert beginning.lease("me", 7.0) == Lease("me", 7.0 + beginning.LEASE_SECONDS)


def test_the_template_comes_back(prepared: Prepared) -> None:
    sealed = beginning.sealed_template(prepared, FakeSealer())
    record = beginning.accepted(prepared, 7.0)
    object.__setattr__(record, "template", sealed)
    assert beginning.opened_template(record, FakeSealer()) == orjson.loads(
        orjson.dumps(prepared.document)
    )
    object.__setattr__(record, "template", None)
    assert beginning.opened_template(record, FakeSealer()) is None


def test_the_request_comes_back_for_its_caller(prepared: Prepared) -> None:
    record = beginning.accepted(prepared, 7.0)
    object.__setattr__(record, "request", beginning.sealed_request(prepared, FakeSealer()))
    opened = beginning.opened_request(record, FakeSealer())
    assert opened["place"] == prepared.place
    assert opened["caller"] == OPERATOR
    assert opened["correlation_id"] == prepared.correlation_id
    assert "hunter2" in str(opened["stored"])


def test_one_is_not_opened_for_another_or_when_it_is_gone(prepared: Prepared) -> None:
    record = beginning.accepted(prepared, 7.0)
    with pytest.raises(ValueError, match="not there"):
        beginning.opened_request(record, FakeSealer())
    object.__setattr__(record, "request", beginning.sealed_template(prepared, FakeSealer()))
    with pytest.raises(ValueError, match="another place"):
        beginning.opened_request(record, FakeSealer())

"""Where the types of deployments find what does the work."""

import pytest

from nameplate.resource_manager.deployments.desk import Desk
from nameplate.resource_manager.deployments.running.active import Runs
from tests.fakes.deployment_records import FakeDeploymentRecords
from tests.fakes.sealer import FakeSealer
from tests.providers.stand import Stand


def test_a_desk_is_of_no_use_before_it_is_joined() -> None:
    desk = Desk(FakeDeploymentRecords(), FakeSealer(), Runs)
    with pytest.raises(RuntimeError, match="joined"):
        _ = desk.engine
    with pytest.raises(RuntimeError, match="joined"):
        _ = desk.preparation


def test_joined_it_has_one_engine() -> None:
    desk = Stand().desk
    assert desk.engine is desk.engine
    assert desk.preparation is desk.services.preparation

"""The operations of a deployment while it runs."""

from nameplate.resource_manager.deployments.records import (
    OperationKind,
    TargetResource,
)
from nameplate.resource_manager.deployments.running.active import ActiveRun
from nameplate.resource_manager.deployments.running.ledger import Ledger
from tests.conformance.deployments_kit import deployment, run_of
from tests.fakes.clock import FakeClock
from tests.fakes.deployment_records import FakeDeploymentRecords
from tests.fakes.units import FakeUnits

TARGET = TargetResource("/x", "Microsoft.Web/sites", "x")
PROBLEM = {"error": {"code": "C", "message": "m"}}


class World:
    """A ledger, and what it told the run."""

    def __init__(self) -> None:
        self.held = deployment()
        self.clock = FakeClock()
        self.active = ActiveRun(
            run_of(self.held), FakeDeploymentRecords(), FakeUnits(), correlation_id="c"
        )
        self.ledger = Ledger(self.active, self.held, self.clock)

    @property
    def operations(self) -> list[tuple[str, str | None]]:
        held = self.active.operations[self.held.key].values()
        return [(each.state.value, each.status_code) for each in held]


def test_an_operation_begins_and_ends() -> None:
    world = World()
    operation = world.ledger.begin(OperationKind.CREATE, TARGET)
    begun = world.operations
    world.clock.advance(5)
    world.ledger.succeed(operation, 201)

    (ended,) = world.active.operations[world.held.key].values()
    assert (begun, world.operations) == ([("Running", None)], [("Succeeded", "Created")])
    assert ended.changed - ended.started == 5
    assert ended.service_request_id is not None


def test_failures_come_together() -> None:
    world = World()
    first = world.ledger.begin(OperationKind.CREATE, TARGET)
    outputs = world.ledger.begin(OperationKind.OUTPUTS, identifier="0858")
    world.ledger.fail(first, 409, PROBLEM)
    world.ledger.fail(outputs, 404, PROBLEM, counts=False)

    assert world.ledger.failures == [{"code": "C", "message": "m"}]
    assert world.operations == [("Failed", "Conflict"), ("Failed", "NotFound")]
    assert world.active.operations[world.held.key]["0858"].service_request_id is None

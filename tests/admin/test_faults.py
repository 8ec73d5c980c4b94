"""Faults over HTTP."""

from collections.abc import Sequence

from nameplate.admin.faults import FaultsApi
from nameplate.core.errors import Conflict
from nameplate.disruption.fault import Fault
from nameplate.disruption.faults import Faults, InForce
from tests.admin.desk import Desk, read


class FakeDisruption:
    """Faults without wires; an app called ``forbidden`` may have none."""

    def __init__(self) -> None:
        self.faults = Faults()

    async def add(self, fault: Fault, app: str | None) -> InForce:
        if app == "forbidden":
            raise Conflict("FaultsNotAllowed", "not here")
        return self.faults.add(fault, app)

    def remove(self, fault_id: str) -> InForce | None:
        return self.faults.remove(fault_id)

    def all(self) -> Sequence[InForce]:
        return self.faults.all()


def desk() -> Desk:
    disruption = FakeDisruption()
    return Desk(*FaultsApi(lambda: disruption).routes())


async def test_a_fault_is_added_listed_and_ended() -> None:
    faults = desk()

    added = await faults.send("POST", "/faults", {"fault": "vault:429", "resourceId": "/App"})
    document = read(added)
    listed = await faults.send("GET", "/faults")
    ended = await faults.send("DELETE", f"/faults/{document['id']}")

    assert added.status == 201
    assert document["fault"] == "vault:429"
    assert document["resourceId"] == "/app"
    assert read(listed)["value"] == [document]
    assert (read(ended)["seen"], read(ended)["met"]) == (0, 0)
    assert (await faults.send("DELETE", f"/faults/{document['id']}")).status == 404


async def test_a_text_that_is_no_fault_is_refused_with_what_is_accepted() -> None:
    refused = await desk().send("POST", "/faults", {"fault": "vault:nonsense"})

    assert refused.status == 400
    assert read(refused)["error"]["code"] == "InvalidFault"
    assert "claims-challenge" in read(refused)["error"]["message"]


async def test_where_faults_are_not_allowed_there_are_none() -> None:
    body = {"fault": "vault:429", "resourceId": "forbidden"}

    assert (await desk().send("POST", "/faults", body)).status == 409

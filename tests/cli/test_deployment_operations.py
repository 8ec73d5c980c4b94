"""Operations as rows."""

from pathlib import Path

import pytest

from nameplate.cli.control_plane import ControlPlane
from nameplate.cli.deployment_operations import operations_of, read_operation, seconds_of
from tests.fakes.operator_api import FakeOperatorApi

DOCUMENT = {
    "operationId": "925D",
    "properties": {
        "provisioningOperation": "Create",
        "provisioningState": "Failed",
        "duration": "PT1M2.5S",
        "statusMessage": {"error": {"code": "C"}},
        "targetResource": {"id": "/x", "resourceType": "T/t", "resourceName": "n"},
    },
}


def test_an_operation_is_read_with_its_target() -> None:
    found = read_operation(DOCUMENT)
    assert (found.type, found.name, found.seconds) == ("T/t", "n", 62.5)
    assert found.ended
    assert found.failed


def test_one_without_a_target_has_empty_names() -> None:
    found = read_operation({"properties": {"provisioningState": "Running"}})
    assert (found.type, found.name, found.ended, found.failed) == ("", "", False, False)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("PT0S", 0), ("PT2.25S", 2.25), ("P1DT1H", 90_000), ("soon", None), (None, None)],
)
def test_durations_are_iso(text: object, seconds: float | None) -> None:
    assert seconds_of(text) == seconds


def test_the_list_is_asked_below_the_deployment(tmp_path: Path) -> None:
    api = FakeOperatorApi(tmp_path, {"value": [DOCUMENT]})
    assert operations_of(ControlPlane(api, "s"), "/d") == [read_operation(DOCUMENT)]
    assert "/d/operations?api-version=" in api.calls[0][1]

"""Deployments and operations as they are answered."""

from dataclasses import replace

import pytest

from nameplate.resource_manager.deployments.records import ProvisioningState
from nameplate.resource_manager.deployments.views import (
    deployment_document,
    operation_document,
    shows_ids_only,
    status_document,
)
from tests.conformance.deployments_kit import deployment, operation

PROPERTIES = {
    "templateHash": "1",
    "parameters": {},
    "mode": "Incremental",
    "providers": [],
    "dependencies": [],
}


def test_members_come_in_the_order_of_the_recordings() -> None:
    held = replace(deployment(), properties=PROPERTIES, error=None)
    document = deployment_document(held, "2022-09-01")
    assert list(document) == ["id", "name", "type", "location", "tags", "properties"]
    assert list(document["properties"]) == [
        *("templateHash", "parameters", "mode", "provisioningState", "timestamp", "duration"),
        *("correlationId", "providers", "dependencies", "onErrorDeployment", "outputs"),
        "outputResources",
    ]


def test_absent_means_absent_and_the_first_versions_had_no_type() -> None:
    held = replace(
        deployment(), location=None, tags=None, outputs=None, output_resources=None, on_error=None
    )
    document = deployment_document(held, "2018-05-01")
    assert list(document) == ["id", "name", "properties"]
    assert list(document["properties"])[-1] == "error"


def test_a_status_says_the_error_of_what_failed() -> None:
    held = deployment()
    assert status_document(replace(held, error=None)) == {"status": "Running"}
    failed = replace(held, state=ProvisioningState.FAILED)
    assert status_document(failed) == {"status": "Failed", "error": held.error}


def test_an_operation_names_its_target_and_what_was_said() -> None:
    held = deployment()
    document = operation_document(held, operation("web1"))
    assert document["id"] == f"{held.id}/operations/OPweb1"
    assert list(document["properties"]) == [
        *("provisioningOperation", "provisioningState", "timestamp", "duration", "trackingId"),
        *("serviceRequestId", "statusCode", "statusMessage", "targetResource"),
    ]
    assert document["properties"]["targetResource"]["resourceName"] == "web1"
    bare = replace(operation("x"), target=None, error=None, service_request_id=None)
    assert "targetResource" not in operation_document(held, bare)["properties"]


@pytest.mark.parametrize(
    ("properties", "wanted"),
    [
        ({"whatIfSettings": {"resultFormat": "ResourceIdOnly"}}, True),
        ({"WHATIFSETTINGS": {"RESULTFORMAT": "resourceidonly"}}, True),
        ({"whatIfSettings": {"resultFormat": "FullResourcePayloads"}}, False),
        ({}, False),
        (None, False),
    ],
)
def test_changes_may_be_asked_for_by_id_only(properties: object, *, wanted: bool) -> None:
    assert shows_ids_only({"properties": properties}) is wanted

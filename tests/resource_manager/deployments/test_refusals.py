"""Refusals in Azure's words."""

from dataclasses import replace

import pytest

from nameplate.core.errors import NameplateError
from nameplate.resource_manager.deployments import refusals
from nameplate.resource_manager.deployments.records import ProvisioningState
from tests.conformance.deployments_kit import deployment

HELD = replace(deployment("pytest"), created=1_580_789_369.0, state=ProvisioningState.SUCCEEDED)


def test_what_is_over_cannot_be_cancelled_as_recorded() -> None:
    assert refusals.cannot_be_cancelled(HELD).message == (
        "The deployment 'pytest' cannot be cancelled because it has provisioning state 'Succeeded' "
        "or it has already expired (expiration time is '2/11/2020 4:09:29 AM')."
    )


def test_a_name_that_is_busy() -> None:
    error = refusals.active(replace(HELD, created=1_580_833_769.0))
    assert (error.status, error.code) == (409, "DeploymentActive")
    assert "previous deployment from '2/4/2020 4:29:29 PM' is still active" in error.message


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (refusals.not_found("d"), 404, "DeploymentNotFound"),
        (refusals.operation_not_found("o", "d"), 404, "DeploymentOperationNotFound"),
        (refusals.invalid_filter("x"), 400, "InvalidFilterInQueryString"),
        (refusals.location_changed(HELD, "east"), 409, "InvalidDeploymentLocation"),
    ],
)
def test_each_has_its_code(error: NameplateError, status: int, code: str) -> None:
    assert (error.status, error.code) == (status, code)
    assert ("x-ms-failure-cause", "gateway") in error.headers

"""What is refused about deployments themselves, in Azure's words."""

from datetime import UTC, datetime
from typing import Final

from nameplate.core.errors import BadRequest, Conflict, NotFound
from nameplate.resource_manager.deployments.records import Deployment
from nameplate.resource_manager.refusals import GATEWAY

_EXPIRES: Final = 7 * 86_400.0
"""After a week Azure gives a deployment up."""


def not_found(name: str) -> NotFound:
    return NotFound(
        "DeploymentNotFound",
        f"Deployment '{name[:100]}' could not be found.",
        headers=(GATEWAY,),
    )


def operation_not_found(identifier: str, name: str) -> NotFound:
    return NotFound(
        "DeploymentOperationNotFound",
        f"Deployment operation '{identifier[:100]}' of deployment '{name}' could not be found.",
        headers=(GATEWAY,),
    )


def active(deployment: Deployment) -> Conflict:
    """Another of the same name runs."""
    return Conflict(
        "DeploymentActive",
        f"Unable to edit or replace deployment '{deployment.name}': previous deployment from "
        f"'{_american(deployment.created)}' is still active (expiration time is "
        f"'{_american(deployment.created + _EXPIRES)}'). Please see https://aka.ms/arm-deploy for "
        "usage details.",
        headers=(GATEWAY,),
    )


def cannot_be_cancelled(deployment: Deployment) -> Conflict:
    return Conflict(
        "DeploymentCannotBeCancelled",
        f"The deployment '{deployment.name}' cannot be cancelled because it has provisioning state "
        f"'{deployment.state.value}' or it has already expired (expiration time is "
        f"'{_american(deployment.created + _EXPIRES)}').",
        headers=(GATEWAY,),
    )


def invalid_filter(text: str) -> BadRequest:
    return BadRequest(
        "InvalidFilterInQueryString",
        f"Invalid $filter '{text[:200]}' specified in the query string: deployments are filtered "
        "by \"provisioningState eq 'Succeeded'\".",
        target="$filter",
        headers=(GATEWAY,),
    )


def location_changed(deployment: Deployment, location: str) -> Conflict:
    return Conflict(
        "InvalidDeploymentLocation",
        f"Invalid deployment location '{location[:100]}'. The deployment '{deployment.name}' "
        f"already exists in location '{deployment.location}'.",
        headers=(GATEWAY,),
    )


def _american(seconds: float) -> str:
    """``11/23/2026 7:28:30 PM``: a time as .NET says it to an American."""
    time = datetime.fromtimestamp(int(seconds), UTC)
    hour = time.hour % 12 or 12
    half = "AM" if time.hour < 12 else "PM"
    return f"{time.month}/{time.day}/{time.year} {hour}:{time:%M:%S} {half}"

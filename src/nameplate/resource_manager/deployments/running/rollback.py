"""``onErrorDeployment``: when a deployment fails, an earlier one is deployed again, completely."""

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from nameplate.core.errors import NameplateError
from nameplate.resource_manager import rendering
from nameplate.resource_manager.address import parse
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.deployments import refusals
from nameplate.resource_manager.deployments.preparation.prepared import (
    Mode,
    OnError,
    OnErrorType,
    Place,
    Prepared,
)
from nameplate.resource_manager.deployments.records import (
    Deployment,
    DeploymentRecords,
    ProvisioningState,
)
from nameplate.resource_manager.deployments.running import beginning
from nameplate.resource_manager.deployments.running.services import Services

if TYPE_CHECKING:
    from nameplate.resource_manager.deployments.running.engine import Engine

_LOG: Final = logging.getLogger(__name__)
_WRITE: Final = "Microsoft.Resources/deployments/write"


async def chosen(
    records: DeploymentRecords, place: Place, wanted: OnError | None
) -> dict[str, Any] | None:
    """``onErrorDeployment`` as it is shown: with the deployment that it means. Raises NotFound."""
    if wanted is None:
        return None
    held = await records.in_scope(place.scope.lower())
    if wanted.type is OnErrorType.LAST_SUCCESSFUL:
        candidates = [
            each
            for each in held
            if each.outermost
            and each.state is ProvisioningState.SUCCEEDED
            and each.name != place.name
        ]
        shown: dict[str, Any] = {"type": wanted.type.value}
        return shown | {"deploymentName": candidates[0].name} if candidates else shown
    name = wanted.name or ""
    found = next((each for each in held if each.name.lower() == name.lower()), None)
    if found is None:
        raise refusals.not_found(name)
    return {"type": wanted.type.value, "deploymentName": found.name}


async def roll_back(
    services: Services, engine: "Engine", failed: Deployment, prepared: Prepared
) -> None:
    """Deploy the earlier one again; where that cannot even begin, the failed one says why."""
    try:
        await _again(services, engine, failed, prepared)
    except NameplateError as error:
        _LOG.warning("a deployment could not be rolled back", extra={"code": error.code})
        shown = {
            "provisioningState": ProvisioningState.FAILED.value,
            **(failed.on_error or {}),
            "error": rendering.arm_error(error),
        }
        work = services.phases.units.begin()
        services.records.save(work, replace(failed, on_error=shown))
        await work.commit()


async def _again(
    services: Services, engine: "Engine", failed: Deployment, prepared: Prepared
) -> None:
    name = str((failed.on_error or {}).get("deploymentName") or "")
    earlier = await _earlier(services, failed, name)
    place = replace(prepared.place, id=earlier.id, name=earlier.name)
    call = Call(
        caller=prepared.caller,
        method="PUT",
        address=parse(earlier.id),
        api_version="",
        request_id=prepared.request_id,
    )
    by = await services.phases.guard.require(
        call.caller, _WRITE, earlier.id, request_id=call.request_id
    )
    turn = services.phases.turn(call)
    body = {
        "properties": {
            "mode": Mode.COMPLETE.value,
            "template": beginning.opened_template(earlier, services.sealer),
            "parameters": _values(earlier),
        }
    }
    again = await services.preparation.prepare(
        place, body, turn, correlation_id=failed.correlation_id
    )
    engine.begin(turn, again, replaces=earlier)
    services.phases.record_change(turn.work, call, _WRITE, earlier.id, by=by, what="updated")
    await turn.work.commit()


async def _earlier(services: Services, failed: Deployment, name: str) -> Deployment:
    key = f"{failed.key.rpartition('/')[0]}/{name.lower()}"
    earlier = await services.records.find(key) if name else None
    if earlier is None:
        raise refusals.not_found(name)
    if earlier.state.active:
        raise refusals.active(earlier)
    return earlier


def _values(earlier: Deployment) -> dict[str, Any]:
    """Its parameters as its history shows them; what was secure has to have a default."""
    shown = earlier.properties.get("parameters") or {}
    return {name: {"value": held["value"]} for name, held in shown.items() if "value" in held}

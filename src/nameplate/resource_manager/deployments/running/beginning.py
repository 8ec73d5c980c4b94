"""From a prepared deployment to its first record, and back again after a crash."""

from dataclasses import asdict
from typing import Any, Final

import orjson

from nameplate.core.principal import Principal, PrincipalType
from nameplate.resource_manager.deployments.documents import described
from nameplate.resource_manager.deployments.preparation.prepared import Place, Prepared
from nameplate.resource_manager.deployments.preparation.stored import stored
from nameplate.resource_manager.deployments.records import (
    Deployment,
    Lease,
    ProvisioningState,
)
from nameplate.resource_manager.deployments.running.identifiers import new_token
from nameplate.resource_manager.protection import Sealer
from nameplate.template.environment import Level

LEASE_SECONDS: Final = 15.0
"""A run that nothing was heard of for so long is anybody's to go on with."""


def accepted(prepared: Prepared, now: float, *, root: str | None = None) -> Deployment:
    """The record of a deployment that is about to run; ``root``: what it is nested in."""
    place = prepared.place
    return Deployment(
        id=place.id,
        name=place.name,
        scope=place.scope,
        root=root or place.id.lower(),
        token=new_token(now),
        state=ProvisioningState.ACCEPTED,
        correlation_id=prepared.correlation_id,
        created=now,
        changed=now,
        location=place.location,
        tags=prepared.tags,
        properties=described(prepared),
    )


def lease(owner: str, now: float) -> Lease:
    return Lease(owner, now + LEASE_SECONDS)


def sealed_template(prepared: Prepared, sealer: Sealer) -> bytes:
    """The template, sealed for its deployment."""
    return sealer.seal(orjson.dumps(prepared.document), _template_key(prepared.place.id))


def opened_template(deployment: Deployment, sealer: Sealer) -> Any:
    """The template again; ``None`` where none was kept."""
    if deployment.template is None:
        return None
    return orjson.loads(sealer.open(deployment.template, _template_key(deployment.id)))


def sealed_request(prepared: Prepared, sealer: Sealer) -> bytes:
    """All that a successor needs to go on, sealed for its deployment."""
    place = prepared.place
    document = {
        "place": asdict(place) | {"level": place.level.name},
        "caller": asdict(prepared.caller),
        "correlation_id": prepared.correlation_id,
        "request_id": prepared.request_id,
        "stored": stored(prepared),
    }
    return sealer.seal(orjson.dumps(document), _request_key(place.id))


def opened_request(deployment: Deployment, sealer: Sealer) -> dict[str, Any]:
    """The same as ``Preparation.resume`` takes it. Raises what ``sealer`` does."""
    if deployment.request is None:
        raise ValueError("the request is not there any more")
    held = orjson.loads(sealer.open(deployment.request, _request_key(deployment.id)))
    place, caller = held.pop("place"), held.pop("caller")
    return {
        "place": Place(**place | {"level": Level[place["level"]]}),
        "stored": held["stored"],
        "caller": Principal(**caller | {"type": PrincipalType(caller["type"])}),
        "correlation_id": held["correlation_id"],
        "request_id": held["request_id"],
    }


def _template_key(identifier: str) -> str:
    return f"{identifier.lower()}#template"


def _request_key(identifier: str) -> str:
    return f"{identifier.lower()}#request"

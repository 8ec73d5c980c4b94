"""Long-running operations, which clients poll: 202, a Location, and at last 200.

Everything that is answered with 202 is done when the answer leaves, because it is one unit of work;
the operation's token says what it was, as ARM's own job ids do, and nothing is stored for it.
"""

import base64
import binascii
from typing import Any, Final

import orjson

from nameplate.resource_manager.installation import Installation
from nameplate.resource_manager.locations import normal
from nameplate.resource_manager.provider import Answer
from nameplate.resource_manager.records import Resource

DEPLOYMENT_DELETION: Final = "DeploymentDeletionJob"
DEPLOYMENT_WHAT_IF: Final = "DeploymentWhatIfJob"
RETRY_AFTER: Final = "1"
"""Seconds; ARM says 15. Clients take a missing or zero value for 30."""


def accepted(deleted: Resource, installation: Installation, api_version: str) -> Answer:
    """The answer to a DELETE that clients expect to take long."""
    location = normal(deleted.location or "")
    job = f"{deleted.type.rpartition('/')[2][:-1]}DELETIONJOB-{deleted.name}-{location}"
    name = token({"jobId": job.upper(), "jobLocation": location})
    path = f"{installation.subscription}/operationresults/{name}"
    return Answer(202, headers=polled(installation, path, api_version))


def accepted_for(
    deployment: str, installation: Installation, api_version: str, *, job: str, key: str = ""
) -> Answer:
    """The answer to what is done to a deployment (its id); ``key``: where its result is kept."""
    parts = deployment.split("/")
    where = parts[4] if len(parts) > 4 and parts[3].lower() == "resourcegroups" else ""
    told = {"jobId": f"{job}-{where.upper()}-{parts[-1].upper()}-{key}", "jobLocation": "global"}
    path = f"{installation.subscription}/operationresults/{token(told)}"
    return Answer(202, headers=polled(installation, path, api_version))


def polled(installation: Installation, path: str, api_version: str) -> tuple[tuple[str, str], ...]:
    """The headers that say where an operation is polled, and how soon."""
    url = f"{installation.cloud.resource_manager}{path}?api-version={api_version}"
    return (("Location", url), ("Retry-After", RETRY_AFTER))


def token(facts: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(facts)).decode().rstrip("=")


def facts(name: str) -> dict[str, Any] | None:
    """What a token says; ``None`` when it is none of ours."""
    try:
        read = orjson.loads(base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)))
    except (binascii.Error, ValueError):
        return None
    return read if isinstance(read, dict) and isinstance(read.get("jobId"), str) else None

"""Resources that grant something, as a whole template and the command that deploys it. Pure."""

import shlex
from collections.abc import Sequence
from typing import Any, Final

from nameplate.core.resource_id import ResourceId

_GROUP: Final = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
_SUBSCRIPTION: Final = (
    "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#"
)
FILE: Final = "grant.json"
"""What the file is called in commands."""


def template(resources: Sequence[Any], scope: str) -> dict[str, Any]:
    """A template of resources that belong to the group (or the subscription) of a scope."""
    return {
        "$schema": _GROUP if _group(scope) else _SUBSCRIPTION,
        "contentVersion": "1.0.0.0",
        "resources": list(resources),
    }


def deploy_command(scope: str) -> str:
    """The command that deploys it, for ``nameplate``; az takes the same."""
    group = _group(scope)
    if group:
        return f"nameplate deployment group create -g {shlex.quote(group)} --template-file {FILE}"
    return f"nameplate deployment sub create -l westeurope --template-file {FILE}"


def _group(scope: str) -> str:
    return ResourceId.parse(scope).resource_group or ""

"""``deploymentStatus`` of a site, which az polls, and ``extensions/onedeploy``, which is refused.

Deployments are the app host's; packages go to the deployment service (``NAME.scm...``). What ARM
itself takes is a package's address, and nothing is fetched from here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from nameplate.apphost.progress import Progress, Stage
from nameplate.core.errors import BadRequest
from nameplate.providers.site_children import LAST_PAGE, SITES, child_type, site_of
from nameplate.resource_manager.provider import Answer, JsonObject, Provider, Target, Turn
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ResourceType


class DeploymentHost(Protocol):
    """Who knows deployments (``apphost.app_host.AppHost``)."""

    def deployments(self, key: str, now: float) -> Sequence[Progress]:
        """Those of the app with an id in lower case, the newest first."""
        ...


@dataclass(frozen=True, slots=True)
class DeploymentStatuses:
    """Whether what was deployed was built and answers."""

    host: DeploymentHost
    type: ResourceType

    async def find(self, target: Target, turn: Turn) -> JsonObject | None:
        found = await self.every(target, turn)
        if target.name.lower() == "latest":
            return next(iter(found), None)
        return next((each for each in found if each["name"] == target.name), None)

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        site = await site_of(target, turn)
        return [self._document(site, each) for each in self.host.deployments(site.key, turn.now)]

    def _document(self, site: Resource, found: Progress) -> dict[str, Any]:
        stage, name = found.stage, found.deployment.id
        error = {"extendedCode": None, "messageTemplate": None, "message": found.problem}
        properties = {
            "deploymentId": name,
            "status": stage.value,
            "numberOfInstancesInProgress": int(stage is Stage.STARTING),
            "numberOfInstancesSuccessful": int(stage is Stage.SERVING),
            "numberOfInstancesFailed": int(stage is Stage.NOT_SERVING),
            "failedInstancesLogs": None,
            "errors": [error] if found.problem else None,
        }
        return {
            "id": f"{site.id}/deploymentStatus/{name}",
            "name": name,
            "type": self.type.name,
            "location": site.location,
            "properties": properties,
        }


@dataclass(frozen=True, slots=True)
class Extensions:
    """``extensions/onedeploy``: refused, with the way that there is."""

    type: ResourceType

    async def apply(self, target: Target, body: JsonObject, turn: Turn) -> Answer:
        del body
        await site_of(target, turn)
        if target.name.lower() not in _EXTENSIONS:
            raise BadRequest("BadRequest", f"The extension '{target.name[:100]}' is not served.")
        raise BadRequest(
            "BadRequest",
            "A package's address (packageUri) is not fetched: send the package itself to "
            "/api/publish of the site's deployment service (az webapp deploy --src-path).",
        )


_EXTENSIONS: Final = ("onedeploy", "msdeploy", "zipdeploy")


def site_deployments(host: DeploymentHost) -> tuple[Provider, ...]:
    """The providers, of sites and of slots."""
    made: list[Provider] = []
    for above in SITES:
        status = _type(f"{above}/deploymentStatus")
        made += [
            DeploymentStatuses(host, replace(status, list_tail=LAST_PAGE)),
            Extensions(_type(f"{above}/extensions")),
        ]
    return tuple(made)


def _type(name: str) -> ResourceType:
    return replace(child_type(name), ordered=True, deletable=False)

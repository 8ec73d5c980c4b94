"""An app's deployment service as commands use it: send a package, wait, read what was said."""

from collections.abc import Iterator
from threading import Event
from typing import Any, Final
from urllib.parse import quote, urlencode

from nameplate.cli.apps import find_app
from nameplate.cli.command import Argument, Invocation, option
from nameplate.cli.connection import find_up
from nameplate.cli.control_plane import SITES
from nameplate.cli.failures import CommandFailure, absent

SLOT: Final[Argument] = option("--slot", "-s", metavar="SLOT", help="its slot (default: none)")
FAILED: Final = 3
_POLLS: Final = 6_000
_PAUSE: Final = 0.2
_SURE: Final = 5
"""Looks in a row at an app that was given up."""
_GIVEN_UP: Final = ("Failed", "BackingOff", "Stopped")


def require_up(call: Invocation) -> None:
    """Say that apps are run by ``up``, where there is none."""
    if find_up(call.settings.home) is None:
        raise CommandFailure(
            "only `nameplate up` runs apps and takes what is deployed to them: start it in "
            "another terminal, then try again"
        )


def site_of(call: Invocation) -> dict[str, Any]:
    """The app that ``-n`` names, or its slot."""
    app = find_app(call, call.arguments.name, call.arguments.resource_group)
    slot = getattr(call.arguments, "slot", None)
    if not slot or slot.lower() == "production":
        return app
    found: dict[str, Any] = call.plane.get(f"{app['id']}/slots/{quote(slot)}", SITES.api_version)
    return found


def host_of(site: dict[str, Any], kind: str) -> str:
    """The name of an app's own host (``Standard``) or of its deployment service."""
    for state in (site.get("properties") or {}).get("hostNameSslStates") or ():
        if state.get("hostType") == kind:
            return str(state["name"])
    raise absent(f"the app '{site.get('name')}' has no host name of the kind {kind}")


class DeploymentService:
    """The deployment service of one app."""

    def __init__(self, call: Invocation, site: dict[str, Any]) -> None:
        self._call = call
        self._api = call.connection.api
        self.site = site
        self.host = host_of(site, "Standard")
        port = call.connection.cloud.port_suffix
        self.address = f"https://{self.host}{port}"
        self._base = f"https://{host_of(site, 'Repository')}{port}"

    def get(self, path: str) -> Any:
        return self._api.get(f"{self._base}{path}")

    def call(self, method: str, path: str) -> Any:
        return self._api.call(method, f"{self._base}{path}").json()

    def stream(self, path: str) -> Iterator[bytes]:
        return self._api.stream(f"{self._base}{path}")

    def send(self, place: str, content: bytes, **query: str) -> dict[str, Any]:
        """Send a package and wait for what becomes of it; what it says is passed on."""
        url = f"{self._base}{place}?{urlencode(query)}"
        reply = self._api.upload(url, content)
        return self.wait(reply.headers["scm-deployment-id"])

    def wait(self, deployment: str) -> dict[str, Any]:
        """Wait until a deployment is over. Raises CommandFailure when it failed."""
        told = 0
        for _ in range(_POLLS):
            found: dict[str, Any] = self.get(f"/api/deployments/{deployment}")
            told = self._tell(deployment, told)
            if found["complete"]:
                if found["status"] == FAILED:
                    raise CommandFailure(f"(DeploymentFailed) {found['status_text']}")
                return found
            Event().wait(_PAUSE)
        raise CommandFailure(f"deployment {deployment} did not end in time")

    def wait_answering(self, deployment: str) -> None:
        """Wait until the app answers with what was deployed. Raises CommandFailure.

        On a busy server the state may for a moment be that of the settings before: what is given
        up stays so.
        """
        given_up = 0
        for _ in range(_POLLS):
            app = self._hosted()
            if app is None or app.get("answering") == deployment:
                return
            given_up = given_up + 1 if app["state"] in _GIVEN_UP else 0
            if given_up >= _SURE:
                name, reason = self._call.arguments.name, app["reason"] or "it is stopped"
                raise CommandFailure(
                    f"it was deployed, but the app is {app['state']}: {reason}; "
                    f"`nameplate webapp log tail -n {name}` shows what it printed"
                )
            Event().wait(_PAUSE)
        raise CommandFailure("it was deployed, but the app does not answer")

    def _hosted(self) -> dict[str, Any] | None:
        status = self._api.get(f"{self._call.connection.admin}/status")
        wanted = str(self.site["id"]).lower()
        return next((each for each in status["apps"] if each["resourceId"] == wanted), None)

    def _tell(self, deployment: str, told: int) -> int:
        entries = self.get(f"/api/deployments/{deployment}/log")
        for entry in entries[told:]:
            self._call.warn(f"  {entry['message']}")
        return len(entries)

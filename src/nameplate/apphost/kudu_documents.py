"""What the deployment service tells of deployments, in Kudu's JSON (its REST API's wiki page)."""

import re
from collections.abc import Iterable
from typing import Any, Final

from nameplate.apphost.content import Deployment, Deployments, DeploymentStatus
from nameplate.apphost.folders import AppFolder
from nameplate.apphost.log_files import lines
from nameplate.core.clock import iso8601

_TIMED: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z) (.*)", re.DOTALL)
_STATES: Final = {
    DeploymentStatus.FAILED: "Failed",
    DeploymentStatus.SUCCESS: "Succeeded",
}
_MOST_LINES: Final = 5_000


def deployment(found: Deployment, folder: AppFolder, *, base: str, site: str) -> dict[str, Any]:
    """One deployment; ``base`` is the service's own address."""
    url = f"{base}/api/deployments/{found.id}"
    ended = iso8601(found.ended) if found.ended is not None else None
    succeeded = found.status is DeploymentStatus.SUCCESS
    return {
        "id": found.id,
        "status": int(found.status),
        "status_text": found.text if found.complete else "",
        "author_email": "N/A",
        "author": found.author,
        "deployer": found.deployer,
        "message": found.message,
        "progress": "" if found.complete else found.text,
        "received_time": iso8601(found.received),
        "start_time": iso8601(found.received),
        "end_time": ended,
        "last_success_end_time": ended if succeeded else None,
        "complete": found.complete,
        "active": found.id == folder.active(),
        "is_temp": False,
        "is_readonly": True,
        "url": url,
        "log_url": f"{url}/log",
        "site_name": site,
        "provisioningState": _STATES.get(found.status, "InProgress"),
    }


def log(folder: AppFolder, found: Deployment) -> list[dict[str, Any]]:
    """What a deployment said, line by line; a line without a time has that of the one before."""
    time = iso8601(found.received)
    entries = []
    for number, line in enumerate(lines(Deployments(folder).log(found.id))):
        timed = _TIMED.fullmatch(line)
        time, text = timed.groups() if timed else (time, line)
        entries.append(
            {
                "log_time": time,
                "id": f"{found.id}-{number}",
                "message": text,
                "type": 2 if text.startswith(("Deployment failed", "ERROR", "npm ERR!")) else 0,
                "details_url": None,
            }
        )
    return entries[-_MOST_LINES:]


def files(names: Iterable[tuple[str, int, float]], *, base: str, machine: str) -> list[Any]:
    """The files of what an app printed: name, size, time."""
    return [
        {
            "machineName": machine,
            "lastUpdated": iso8601(time),
            "size": size,
            "href": f"{base}/api/vfs/LogFiles/{name}",
            "path": f"/home/LogFiles/{name}",
        }
        for name, size, time in names
    ]

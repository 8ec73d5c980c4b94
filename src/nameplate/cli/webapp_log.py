"""``nameplate webapp log``: what an app prints, and what its deployments said."""

import sys
from pathlib import Path
from typing import Any, Final

from nameplate.cli.command import GROUP, NAME, Command, Invocation, option
from nameplate.cli.scm import SLOT, DeploymentService, require_up, site_of


def tail(call: Invocation) -> Any:
    """Show what an app prints, until it is interrupted."""
    require_up(call)
    provider = (call.arguments.provider or "").strip("/")
    service = DeploymentService(call, site_of(call))
    try:
        for piece in service.stream(f"/logstream{'/' + provider if provider else ''}"):
            sys.stdout.write(piece.decode("utf-8", "replace"))
            sys.stdout.flush()
    except KeyboardInterrupt:
        return


def download(call: Invocation) -> Any:
    """Save what an app printed and what its deployments said as an archive."""
    require_up(call)
    path = Path(call.arguments.log_file)
    service = DeploymentService(call, site_of(call))
    with path.open("wb") as file:
        for piece in service.stream("/dump"):
            file.write(piece)
    call.warn(f"nameplate: the logs are in {path}")


def show_deployment(call: Invocation) -> Any:
    """Show what a deployment said."""
    require_up(call)
    deployment = call.arguments.deployment_id or "latest"
    return DeploymentService(call, site_of(call)).get(f"/api/deployments/{deployment}/log")


def list_deployments(call: Invocation) -> Any:
    """List the deployments that said something."""
    require_up(call)
    return DeploymentService(call, site_of(call)).get("/api/deployments")


COMMANDS: Final = (
    Command(
        "webapp log tail",
        "follow what an app prints",
        "nameplate webapp log tail -n web1",
        tail,
        (
            *(NAME, GROUP, SLOT),
            option("--provider", metavar="NAME", help="whose output (application: all of it)"),
        ),
    ),
    Command(
        "webapp log download",
        "save an app's logs as an archive",
        "nameplate webapp log download -n web1 --log-file logs.zip",
        download,
        (
            *(NAME, GROUP, SLOT),
            option(
                "--log-file",
                default="webapp_logs.zip",
                metavar="FILE",
                help="where (default: webapp_logs.zip)",
            ),
        ),
    ),
    Command(
        "webapp log deployment show",
        "show what a deployment said",
        "nameplate webapp log deployment show -n web1",
        show_deployment,
        (
            *(NAME, GROUP, SLOT),
            option("--deployment-id", metavar="ID", help="which (default: the newest)"),
        ),
        ("Time=log_time", "Message=message"),
    ),
    Command(
        "webapp log deployment list",
        "list an app's deployments",
        "nameplate webapp log deployment list -n web1",
        list_deployments,
        (NAME, GROUP, SLOT),
        ("Id=id", "Status=provisioningState", "Active=active", "Log=log_url"),
    ),
)

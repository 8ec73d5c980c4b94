"""``nameplate webapp up``, ``deploy`` and ``deployment``: what runs, sent and gone back to."""

from pathlib import Path
from typing import Any, Final

from nameplate.cli import webapp
from nameplate.cli.apps import find_app
from nameplate.cli.archive import archive_of
from nameplate.cli.command import GROUP, LOCATION, NAME, TAGS, Command, Invocation, option
from nameplate.cli.control_plane import SITES
from nameplate.cli.failures import ABSENT, CommandFailure, usage
from nameplate.cli.scm import SLOT, DeploymentService, require_up, site_of

_TYPES: Final = ("zip", "static", "startup", "script", "lib")


def up(call: Invocation) -> Any:
    """Create an app if there is none, configure it, deploy a folder, and wait until it answers."""
    require_up(call)
    content = archive_of(Path(call.arguments.src))
    site = _made(call)
    _configure(call, str(site["id"]))
    service = DeploymentService(call, site)
    found = service.send("/api/zipdeploy", content, isAsync="true", build="true")
    service.wait_answering(found["id"])
    return {
        "name": site["name"],
        "resourceGroup": call.group,
        "URL": service.address,
        "deployment": found["id"],
    }


def _made(call: Invocation) -> dict[str, Any]:
    """The app, with an identity: what is created here is there to have one."""
    try:
        return find_app(call, call.arguments.name, call.arguments.resource_group)
    except CommandFailure as failure:
        if failure.status != ABSENT:
            raise
    arguments = call.arguments
    if arguments.assign_identity is None:
        arguments.assign_identity = []
    webapp.create(call)
    return find_app(call, arguments.name, arguments.resource_group)


def _configure(call: Invocation, site: str) -> None:
    wanted: dict[str, Any] = {}
    if call.arguments.startup_file is not None:
        wanted["appCommandLine"] = call.arguments.startup_file
    if call.arguments.runtime is not None:
        name, colon, version = call.arguments.runtime.replace("|", ":").partition(":")
        if not colon or not version:
            raise usage("--runtime takes NAME:VERSION, such as PYTHON:3.11 or NODE:20")
        wanted["linuxFxVersion"] = f"{name.upper()}|{version}"
    if wanted:
        call.plane.send("PATCH", f"{site}/config/web", SITES.api_version, {"properties": wanted})


def deploy(call: Invocation) -> Any:
    """Send one file: an archive of an app, or a file to put beside what is there."""
    require_up(call)
    arguments = call.arguments
    content = _read(Path(arguments.src_path))
    kind = arguments.type or ("zip" if arguments.src_path.endswith(".zip") else None)
    if kind is None:
        raise usage(f"say what it is: --type {', '.join(_TYPES)}")
    query = {"type": kind, "async": "true"}
    for name, flag in (("path", "target_path"), ("clean", "clean"), ("restart", "restart")):
        value = getattr(arguments, flag)
        if value is not None:
            query[name] = value
    service = DeploymentService(call, site_of(call))
    return service.send("/api/publish", content, **query)


def config_zip(call: Invocation) -> Any:
    """Send an archive of an app."""
    require_up(call)
    content = _read(Path(call.arguments.src))
    return DeploymentService(call, site_of(call)).send("/api/zipdeploy", content, isAsync="true")


def list_all(call: Invocation) -> Any:
    """List what was deployed, the newest first."""
    require_up(call)
    return DeploymentService(call, site_of(call)).get("/api/deployments")


def redeploy(call: Invocation) -> Any:
    """Go back to what an earlier deployment brought."""
    require_up(call)
    service = DeploymentService(call, site_of(call))
    return service.call("PUT", f"/api/deployments/{call.arguments.deployment_id}")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise usage(f"cannot read {path}: {problem.strerror}") from None


_ASSIGN: Final = option(
    "--assign-identity",
    nargs="*",
    metavar="IDENTITY",
    help="the identities of an app that is created (default: [system])",
)
_COLUMNS: Final = (
    *("Id=id", "Status=provisioningState", "Active=active", "By=author", "With=deployer"),
    "Received=received_time",
)


_UP: Final = Command(
    "webapp up",
    "deploy a folder to an app, created if there is none, and wait until it answers",
    "nameplate webapp up --src . -n web1\n"
    "nameplate webapp up --src . -n web1 --startup-file 'gunicorn app:app'",
    up,
    (
        *(NAME, GROUP, LOCATION, TAGS, _ASSIGN),
        option("--src", default=".", metavar="FOLDER", help="the app (default: this folder)"),
        option("--startup-file", metavar="CMD", help="what starts it (default: it is found)"),
        option("--runtime", "-r", metavar="NAME:VERSION", help="such as PYTHON:3.11, NODE:20"),
    ),
    ("Name=name", "URL=URL", "Deployment=deployment"),
)

COMMANDS: Final = (
    _UP,
    Command(
        "webapp deployment source config-zip",
        "deploy an archive of an app",
        "nameplate webapp deployment source config-zip -n web1 --src app.zip",
        config_zip,
        (NAME, GROUP, SLOT, option("--src", required=True, metavar="FILE", help="the archive")),
        _COLUMNS,
    ),
    Command(
        "webapp deployment list",
        "list what was deployed to an app",
        "nameplate webapp deployment list -n web1",
        list_all,
        (NAME, GROUP, SLOT),
        _COLUMNS,
    ),
    Command(
        "webapp deployment redeploy",
        "go back to what an earlier deployment brought",
        "nameplate webapp deployment redeploy -n web1 --deployment-id ID",
        redeploy,
        (
            *(NAME, GROUP, SLOT),
            option("--deployment-id", required=True, metavar="ID", help="of `deployment list`"),
        ),
        _COLUMNS,
    ),
    Command(
        "webapp deploy",
        "deploy an archive of an app, or a file beside what is there",
        "nameplate webapp deploy -n web1 --src-path app.zip\n"
        "nameplate webapp deploy -n web1 --src-path logo.png --type static "
        "--target-path static/logo.png",
        deploy,
        (
            *(NAME, GROUP, SLOT),
            option("--src-path", required=True, metavar="FILE", help="what is sent"),
            option("--type", choices=_TYPES, help="what it is (default: by its name)"),
            option("--target-path", metavar="PATH", help="where it goes"),
            option("--clean", choices=("true", "false"), help="whether the rest goes"),
            option("--restart", choices=("true", "false"), help="whether the app restarts"),
        ),
        _COLUMNS,
    ),
)

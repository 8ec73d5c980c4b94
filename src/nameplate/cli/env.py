"""``nameplate env``: the variables of ``run``, for an IDE, a container, a debugger."""

from pathlib import Path
from typing import Any, Final

from nameplate.cli import shells, workload
from nameplate.cli.command import GROUP, LOCATION, Command, Invocation, option
from nameplate.cli.connection import find_up
from nameplate.cli.containers import DOCKER, FOLDER, HOST, check_docker, hosts_of, write_files
from nameplate.cli.failures import absent, usage
from nameplate.cli.run import APP_OPTION, ENVIRONMENT_OPTIONS, is_direct
from nameplate.cli.scm import SLOT
from nameplate.workload.sources import Source


def env(call: Invocation) -> Any:
    """Print what a process of the app needs; its secret lives for the lease."""
    if call.arguments.mode == "transparent":
        raise usage(
            "--mode transparent is a network of a command's own, which variables cannot give: use "
            "nameplate run --mode transparent -- CMD"
        )
    check_docker(call)
    direct = is_direct(call)
    if find_up(call.settings.home) is None:
        raise absent("these variables need a server that lasts: start `nameplate up` first")
    name = workload.app_name(call.arguments.app, Path.cwd())
    app, binding = workload.start(call, name, call.arguments.lease, hosts_of(call))
    workload.name_unresolved(call, app)
    if call.arguments.shell == DOCKER:
        return write_files(call, app, binding)
    variables = _lasting(call, app)
    composition = workload.environment_of(call, app, binding, direct=direct, variables=variables)
    return shells.render(composition.added, composition.gone, call.arguments.shell)


def _lasting(call: Invocation, app: workload.App) -> dict[str, str]:
    if call.arguments.source != Source.WORKLOAD_IDENTITY:
        return {}
    from nameplate.cli.projected import lasting  # noqa: PLC0415 - one option

    return lasting(call, app, call.arguments.lease)


COMMANDS: Final = (
    Command(
        "env",
        "the variables of `run`, for an IDE, a container, a debugger (needs `up`)",
        'eval "$(nameplate env --app web1)"\nnameplate env --app web1 --shell dotenv > .env',
        env,
        (
            APP_OPTION,
            SLOT,
            GROUP,
            LOCATION,
            option(
                "--shell",
                choices=(*shells.SHELLS, DOCKER),
                default="bash",
                help="how they are written (default: bash); docker writes files for a container",
            ),
            option(
                "--allow-host",
                action="append",
                metavar="NAME",
                help=f"with docker: the exact name by which the container calls (default: {HOST})",
            ),
            option(
                "--folder",
                metavar="FOLDER",
                help=f"with docker: where the files are written (default: {FOLDER}/APP)",
            ),
            option(
                "--lease",
                type=int,
                default=workload.LEASE,
                metavar="SECONDS",
                help="how long the secret is good for (default, and at most: a day)",
            ),
            *ENVIRONMENT_OPTIONS,
        ),
    ),
)

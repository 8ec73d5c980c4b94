"""``nameplate run``: any command as an app with a managed identity.

Exit status and signals are the child's (DESIGN 1); stdout is the child's too, so what is said here
goes to stderr.
"""

import contextlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nameplate.cli import workload
from nameplate.cli.command import (
    GROUP,
    LOCATION,
    Command,
    EndedEarly,
    Ending,
    Invocation,
    option,
)
from nameplate.cli.failures import CommandFailure, usage
from nameplate.cli.scm import SLOT
from nameplate.core.resource_id import ResourceId
from nameplate.workload import sources

if TYPE_CHECKING:
    from nameplate.cli.deployment_source import Source
    from nameplate.process.signals import SignalGate

_RENEWAL: Final = workload.LEASE / 24


def run(call: Invocation) -> Any:
    """Run the command behind ``--`` as an app."""
    from nameplate.process.signals import SignalGate  # noqa: PLC0415 - only run has a child

    if not call.command:
        raise usage("put the command behind --: nameplate run -- python app.py")
    _check_faults(call)
    _check_tokens(call)
    direct, source = is_direct(call), _template(call)
    with SignalGate() as gate:  # before a server's threads start: they must not take signals
        try:
            app, binding = _app(call, source, gate)
        except EndedEarly as ended:
            return ended.ending
        with _learning(call, app):
            if call.arguments.learn:
                app, binding = workload.again(call, app, binding)
            return _bound(call, app, binding, gate, direct=direct)


def _bound(
    call: Invocation,
    app: workload.App,
    binding: workload.Binding | None,
    gate: "SignalGate",
    *,
    direct: bool,
) -> Ending:
    """Run the command while its binding is held."""
    with _held(call, app, binding), _broken(call):
        workload.name_unresolved(call, app)
        with _projected(call, app) as variables, _reached(call, binding) as reached:
            composition = workload.environment_of(
                *(call, app, reached.binding),
                direct=direct,
                variables=variables,
                ports=reached.ports,
            )
            _name_removed(call, composition.removed)
            _prepare_mono(call, composition.environment)
            with _answering(call, app, composition.environment):
                return _child(call, composition.environment, reached, gate)


def _projected(
    call: Invocation, app: workload.App
) -> contextlib.AbstractContextManager[Mapping[str, str]]:
    """What workload identity's processes find: a token in a file."""
    if call.arguments.source != sources.Source.WORKLOAD_IDENTITY:
        if call.arguments.identity is not None:
            raise usage("--identity is for --source workload-identity")
        return contextlib.nullcontext({})
    from nameplate.cli.projected import projected  # noqa: PLC0415 - one option

    return projected(call, app)


def _template(call: Invocation) -> "Source | None":
    if call.arguments.template and call.arguments.slot:
        raise usage("--slot goes with --app: a template's app runs as itself")
    if call.arguments.template:
        from nameplate.cli.run_template import read_template  # noqa: PLC0415 - one option

        return read_template(call)
    if call.arguments.parameters:
        raise usage("--parameters are a template's: name it by --template")
    return None


def _app(
    call: Invocation, source: "Source | None", gate: "SignalGate"
) -> tuple[workload.App, workload.Binding | None]:
    """The app to run as: of the template, or named, or called like the folder."""
    if source is not None:
        from nameplate.cli.run_template import deploy_app  # noqa: PLC0415 - one option

        site = deploy_app(call, source, gate)
        if site is not None:
            return workload.start_known(call, site)
    return workload.start(call, workload.app_name(call.arguments.app, Path.cwd()))


def is_direct(call: Invocation) -> bool:
    """Whether the process is to use names of our own, without a proxy."""
    return bool(call.arguments.mode == "direct")


def _child(
    call: Invocation,
    environment: Mapping[str, str],
    reached: workload.Reached,
    gate: "SignalGate",
) -> Ending:
    from nameplate.process.child import run_child  # noqa: PLC0415
    from nameplate.process.executable import CannotStart  # noqa: PLC0415

    if (pending := gate.take_end()) is not None:  # pressed while the server started
        return Ending(-pending)
    try:
        if call.arguments.mode == "transparent":
            from nameplate.cli.transparent import run_inside  # noqa: PLC0415 - one mode

            status = run_inside(call, environment, reached, gate)
        else:
            status = run_child(call.command, environment, gate)
    except CannotStart as problem:
        raise CommandFailure(str(problem), status=problem.status) from None
    return Ending(-status.signal if status.signal is not None else status.code)


@contextmanager
def _held(call: Invocation, app: workload.App, binding: workload.Binding | None) -> Iterator[None]:
    """Hold a binding for as long as the child lives: renewed before its lease ends."""
    if binding is None and call.arguments.source == sources.Source.WORKLOAD_IDENTITY:
        yield
        return
    if binding is None:
        call.warn(
            f"nameplate: the app '{app['name']}' has no managed identity; `nameplate webapp "
            f"identity assign -n {app['name']}` switches it on for the next run"
        )
        yield
        return
    from nameplate.cli.leases import renewed  # noqa: PLC0415 - only with an identity

    connection = call.connection
    try:
        with renewed(connection, lambda own: workload.renew(own, binding), every=_RENEWAL):
            yield
    finally:
        with contextlib.suppress(CommandFailure):  # the server may be gone: leases end
            workload.unbind(connection, binding)


def _answering(
    call: Invocation, app: workload.App, environment: Mapping[str, str]
) -> contextlib.AbstractContextManager[None]:
    """Let the app's name lead to what listens on ``PORT``, where it can be reached."""
    if call.arguments.mode == "transparent":  # it listens in a network of its own
        return contextlib.nullcontext()
    from nameplate.process.announced_ports import announced  # noqa: PLC0415 - only run has a child

    label = "-".join(ResourceId.parse(app["id"]).names)
    return announced(call.connection.home.announced_ports, label, int(environment["PORT"]))


def _name_removed(call: Invocation, removed: tuple[str, ...]) -> None:
    if removed:
        call.warn(
            f"nameplate: not handed on: {', '.join(removed)} (--keep-env keeps what is not secret)"
        )


def _prepare_mono(call: Invocation, environment: Mapping[str, str]) -> None:
    if call.arguments.trust == "mono":
        from nameplate.cli.mono import sync_mono  # noqa: PLC0415 - one option

        sync_mono(call.connection.home, environment)


def _check_faults(call: Invocation) -> None:
    """Refuse a fault that cannot be read before anything is started."""
    if call.arguments.fault:
        from nameplate.cli.faults import check_faults  # noqa: PLC0415 - one option

        check_faults(call.arguments.fault)


def _broken(call: Invocation) -> contextlib.AbstractContextManager[None]:
    """Faults for as long as the child lives: nobody else uses the server that has them."""
    if not call.arguments.fault:
        return contextlib.nullcontext()
    from nameplate.cli.faults import faults  # noqa: PLC0415 - one option

    return faults(call)


def _check_tokens(call: Invocation) -> None:
    """Refuse what cannot be together before anything is started."""
    if call.arguments.tokens:
        from nameplate.cli.real_tokens import check_tokens  # noqa: PLC0415 - one option

        check_tokens(call)


def _reached(
    call: Invocation, binding: workload.Binding | None
) -> contextlib.AbstractContextManager[workload.Reached]:
    """The server's own endpoint and proxy, or the run's where it gets real tokens."""
    if not call.arguments.tokens:
        return contextlib.nullcontext(workload.Reached(binding, call.connection.ports))
    from nameplate.cli.real_tokens import real_tokens  # noqa: PLC0415 - one option

    return real_tokens(call, binding)


def _learning(call: Invocation, app: Mapping[str, Any]) -> contextlib.AbstractContextManager[None]:
    if not call.arguments.learn:
        return contextlib.nullcontext()
    from nameplate.cli.learning import learning  # noqa: PLC0415 - one option

    return learning(call, app)


APP_OPTION: Final = option(
    "--app", metavar="APP", help="the app (default: the name of this folder; created if missing)"
)
ENVIRONMENT_OPTIONS: Final = (
    option(
        "--mode",
        choices=("proxy", "transparent", "direct"),
        default="proxy",
        help="how requests reach us (default: proxy)",
    ),
    option(
        "--source",
        choices=tuple(sources.Source),
        metavar="SOURCE",
        help="how the process finds its identity (default: app-service): "
        + ", ".join(sources.Source),
    ),
    option(
        "--identity",
        metavar="NAME",
        help="the user-assigned identity that --source workload-identity acts as",
    ),
    option("--trust", choices=("mono",), help="a client that needs more: Mono's own store"),
    option(
        "--keep-env",
        action="store_true",
        help="keep inherited AZURE_*, IDENTITY_*, MSI_* and IMDS_* variables",
    ),
)
TEMPLATE_OPTIONS: Final = (
    option(
        "--template", "-f", metavar="FILE", help="deploy this template first; run as its only app"
    ),
    option(
        "--parameters",
        "-p",
        nargs="+",
        action="append",
        metavar="WORD",
        help="the template's parameters: files, JSON, KEY=VALUE",
    ),
)
SETTINGS: Final = ("routes", "allow_unknown_types", "token_lifetime", "msi2017_expires_on")

COMMANDS: Final = (
    Command(
        "run",
        "run any command as an app with a managed identity",
        "nameplate run --app web1 -- python app.py\n"
        "nameplate run --template infra/main.json -p name=web1 -- python app.py\n"
        "nameplate run --learn -- pytest",
        run,
        (
            APP_OPTION,
            SLOT,
            GROUP,
            LOCATION,
            *TEMPLATE_OPTIONS,
            option(
                "--learn",
                action="store_true",
                help="allow what only a missing permission refuses, and print what was needed",
            ),
            option(
                "--fault",
                action="append",
                metavar="FAULT",
                help="break something on purpose, for this run alone: vault:429,times=2 "
                "(repeat it for more; a wrong one lists what there is)",
            ),
            option(
                "--tokens",
                nargs="+",
                metavar="[AUDIENCE=]TOOL",
                help="real tokens of who is signed in: azure-cli, azd or environment, for all but "
                "what lives here, or for an audience (nameplate: from here)",
            ),
            *ENVIRONMENT_OPTIONS,
        ),
        takes_command=True,
        setting_flags=SETTINGS,
    ),
)

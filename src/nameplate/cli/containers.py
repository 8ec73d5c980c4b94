"""``nameplate env --shell docker``: an env file and one file of certificates for a container."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from nameplate.cli import workload
from nameplate.cli.command import Invocation
from nameplate.cli.failures import CommandFailure, usage
from nameplate.workload.bundles import make_trust
from nameplate.workload.containers import CA_FILE, Reach, container_variables, env_file
from nameplate.workload.no_proxy import rebuilt
from nameplate.workload.sources import Source

DOCKER: Final = "docker"
HOST: Final = "host.docker.internal"
FOLDER: Final = ".nameplate"
_PASSED_OVER: Final = b"*\n"


def check_docker(call: Invocation) -> None:
    """Refuse what a container cannot have, before anything is made."""
    arguments = call.arguments
    if arguments.shell != DOCKER:
        if arguments.allow_host or arguments.folder:
            raise usage("--allow-host and --folder are for --shell docker")
        return
    if arguments.mode != "proxy":
        raise usage(f"--mode {arguments.mode} does not reach into a container: use --mode proxy")
    if arguments.source not in (None, Source.APP_SERVICE):
        raise usage("a container finds App Service's endpoint: leave --source out")


def hosts_of(call: Invocation) -> tuple[str, ...]:
    """The exact names under which the container may ask; none: this machine's own."""
    if call.arguments.shell != DOCKER:
        return ()
    return tuple(call.arguments.allow_host or (HOST,))


def write_files(call: Invocation, app: workload.App, binding: workload.Binding | None) -> str:
    """Write both files; what ``docker run`` is to be given, in one line."""
    if binding is None:
        raise CommandFailure(
            f"the app '{app['name']}' has no managed identity: `nameplate webapp identity assign "
            f"-n {app['name']}` switches it on"
        )
    connection, hosts = call.connection, hosts_of(call)
    reach = Reach(
        host=hosts[0],
        token=connection.ports.token,
        proxy=connection.ports.proxy,
        secret=binding.endpoint.secret,
        no_proxy=rebuilt((), connection.cloud),
    )
    written = env_file(container_variables(workload.facts_of(call, app), reach))
    for name in written.left_out:
        call.warn(f"nameplate: not in the file: {name} (an env file cannot say it)")
    if written.raw_only:
        names = ", ".join(written.raw_only)
        call.warn(f"nameplate: Compose reads {names} alike with `format: raw` only")
    folder = Path(call.arguments.folder or Path(FOLDER) / app["name"]).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    _keep_from_git(call, folder)
    _write(folder / "env", written.text.encode(), 0o600)
    _write(folder / "ca.pem", _certificates(call), 0o644)
    words = ["--env-file", str(folder / "env"), "--volume", f"{folder / 'ca.pem'}:{CA_FILE}:ro"]
    for host in hosts:
        words += ["--add-host", f"{host}:host-gateway"]
    return shlex.join(words) + "\n"


def _keep_from_git(call: Invocation, folder: Path) -> None:
    """Have git pass over the files; what somebody has told it of a folder of theirs stays."""
    told = folder / ".gitignore"
    if not told.exists():
        _write(told, _PASSED_OVER, 0o644)
    elif told.read_bytes() != _PASSED_OVER:
        call.warn(f"nameplate: {folder / 'env'} holds secrets: {told} is yours, let it say so")


def _certificates(call: Invocation) -> bytes:
    """The bundle in force and our root: it takes the place of what an image trusts."""
    connection, home = call.connection, call.connection.home
    inherited: Mapping[str, Any] = {}
    if given := call.environment.get("SSL_CERT_FILE"):
        inherited = {"SSL_CERT_FILE": given}
    roots = home.production_roots.read_bytes()
    trust, warnings = make_trust(home, inherited, roots, connection.cloud)
    for warning in warnings:
        call.warn(f"WARNING: {warning}")
    return Path(trust.variables["SSL_CERT_FILE"]).read_bytes()


def _write(path: Path, content: bytes, mode: int) -> None:
    """Whole or not at all, and never readable for more than it should be."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    partial.replace(path)

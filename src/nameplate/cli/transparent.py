"""``run --mode transparent``: the command in a network of its own (Linux, no root)."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from nameplate.cli.client import LOOPBACK
from nameplate.cli.failures import CommandFailure
from nameplate.core.secret_value import SecretValue
from nameplate.workload.environment import JAVA_OPTION, java_plain_proxy
from nameplate.workload.no_proxy import ALWAYS
from nameplate.workload.sources import NAMES, Source

if TYPE_CHECKING:
    from nameplate.cli.command import Invocation
    from nameplate.cli.workload import Binding, Reached
    from nameplate.process.exit_status import ExitStatus
    from nameplate.process.signals import SignalGate
    from nameplate.process.transparent.channel import Failed

_PLAIN: Final = ("HTTP_PROXY", "http_proxy")
_EXCEPTIONS: Final = ("NO_PROXY", "no_proxy")
_METADATA: Final = "169.254.169.254"


def run_inside(
    call: "Invocation",
    environment: Mapping[str, str],
    reached: "Reached",
    gate: "SignalGate",
) -> "ExitStatus":
    """Run the command where our names are on loopback. Raises CannotStart, CommandFailure."""
    from nameplate.process.child import run_child  # noqa: PLC0415 - only run has a child
    from nameplate.process.executable import find_executable  # noqa: PLC0415
    from nameplate.server.transparent import TransparentNetwork, outside_of  # noqa: PLC0415

    if not sys.platform.startswith("linux"):
        raise CommandFailure("--mode transparent needs Linux: --mode proxy works everywhere")
    ports = reached.ports
    outside = outside_of(
        call.settings,
        call.connection.cloud,
        (ports.https, ports.token, ports.proxy),
        _secret(reached.binding),
        call.tell_refused,
        passes=reached.passes,
    )
    proxy = f"http://{LOOPBACK}:{ports.proxy}"
    path = find_executable(call.command[0], environment)
    with TransparentNetwork(outside) as network:
        command = network.channel.command(path, call.command)
        status = run_child(command, adapted(environment, proxy, call), gate)
        if (failed := network.close()) is not None:
            raise CommandFailure(_words(failed), status=failed.status)
        return status


def adapted(environment: Mapping[str, str], proxy: str, call: "Invocation") -> dict[str, str]:
    """The environment of proxy mode, for a network where only that proxy leads outside.

    Plain HTTP goes through it, too, and so does what the caller reaches without one: the proxy
    still knows that. 169.254.169.254 is here, and with ``--source imds`` no variable needs to name
    another address.
    """
    exceptions = ",".join((*ALWAYS, _METADATA))
    found = {**environment, **dict.fromkeys(_PLAIN, proxy)}
    found |= dict.fromkeys(_EXCEPTIONS, exceptions)
    options = f"{environment.get(JAVA_OPTION, '')} {java_plain_proxy(proxy, exceptions)}"
    found[JAVA_OPTION] = options.strip()
    if getattr(call.arguments, "source", None) == Source.IMDS:
        for name in NAMES:
            found.pop(name, None)
    return found


def _words(failed: "Failed") -> str:
    if failed.refused:
        return f"--mode transparent is not possible here: {failed.message}"
    return failed.message


def _secret(binding: "Binding | None") -> SecretValue | None:
    return binding.endpoint.secret if binding is not None else None

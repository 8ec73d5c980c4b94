"""``run --fault``: break something on purpose while a child runs, and say what that met."""

import contextlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from nameplate.cli.command import Invocation
from nameplate.cli.connection import Connection
from nameplate.cli.failures import CommandFailure, usage
from nameplate.disruption.spec import FaultSpecError, parse_fault


def check_faults(texts: Sequence[str]) -> None:
    """Refuse what is no fault, with all that is accepted."""
    for text in texts:
        try:
            parse_fault(text)
        except FaultSpecError as error:
            raise usage(f"--fault {error}") from None


@contextmanager
def faults(call: Invocation) -> Iterator[None]:
    """Put the faults in force; at the end say how many requests each of them met."""
    connection = call.connection
    added = [_add(connection, text) for text in call.arguments.fault]
    try:
        yield
    finally:
        with contextlib.suppress(CommandFailure):
            for fault_id in added:
                _tell(call, _end(connection, fault_id))


def _add(connection: Connection, text: str) -> str:
    answer = connection.api.call("POST", f"{connection.admin}/faults", {"fault": text})
    return str(answer.json()["id"])


def _end(connection: Connection, fault_id: str) -> dict[str, Any]:
    answer = connection.api.call("DELETE", f"{connection.admin}/faults/{fault_id}")
    ended: dict[str, Any] = answer.json()
    return ended


def _tell(call: Invocation, ended: dict[str, Any]) -> None:
    seen, met = ended["seen"], ended["met"]
    call.warn(
        f"nameplate: the fault {ended['fault']} met {met} of {seen} "
        f"request{'' if seen == 1 else 's'}"
    )

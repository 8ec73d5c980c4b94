"""``nameplate deployment LEVEL show|list|delete|cancel|export|wait`` and its operations."""

from collections.abc import Iterator, Sequence
from functools import partial
from threading import Event
from typing import Any, Final

from nameplate.cli.command import NAME, Command, Invocation, option
from nameplate.cli.deployment import COLUMNS
from nameplate.cli.deployment_scope import (
    LEVELS,
    PROVIDER,
    VERSION,
    Level,
    deployment_id,
    scope_of,
    shown,
)
from nameplate.cli.failures import CommandFailure, ServiceFailure, usage
from nameplate.cli.output import select


def show(level: Level, call: Invocation) -> Any:
    """Show a deployment."""
    return shown(call.plane.get(_target(level, call), VERSION))


def list_all(level: Level, call: Invocation) -> Any:
    """List the deployments of a scope."""
    query = {"$filter": call.arguments.filter} if call.arguments.filter else {}
    url = call.plane.url(f"{scope_of(call, level)}/{PROVIDER}/", VERSION, **query)
    return [shown(one) for one in call.connection.api.pages(url)]


def delete(level: Level, call: Invocation) -> None:
    """Forget a deployment; what it deployed stays."""
    if call.arguments.no_wait:
        url = call.plane.url(_target(level, call), VERSION)
        call.connection.api.call("DELETE", url)
        return
    call.plane.delete(_target(level, call), VERSION)


def cancel(level: Level, call: Invocation) -> None:
    """End a deployment that runs; what it has deployed stays."""
    call.plane.send("POST", f"{_target(level, call)}/cancel", VERSION)


def export(level: Level, call: Invocation) -> Any:
    """The template of a deployment."""
    reply = call.plane.send("POST", f"{_target(level, call)}/exportTemplate", VERSION)
    return reply.json()["template"]


def wait(level: Level, call: Invocation) -> None:
    """Wait until a deployment is in a state."""
    arguments = call.arguments
    asked = [name for name in _CONDITIONS if getattr(arguments, name)]
    if len(asked) != 1:
        raise usage("say what to wait for: one of --created, --updated, --deleted, --exists, ...")
    waited = 0.0
    while not _fulfilled(asked[0], arguments.custom, _found(level, call)):
        if waited >= arguments.timeout:
            raise CommandFailure(f"the wait for '{arguments.name}' timed out")
        Event().wait(arguments.interval)
        waited += arguments.interval


def _found(level: Level, call: Invocation) -> dict[str, Any] | None:
    try:
        return shown(call.plane.get(_target(level, call), VERSION))
    except ServiceFailure as failure:
        if failure.http_status != 404:
            raise
        return None


def _fulfilled(condition: str, custom: str | None, found: dict[str, Any] | None) -> bool:
    if condition == "deleted" or found is None:
        return condition == "deleted" and found is None
    if condition == "custom":
        return bool(select(found, custom or ""))
    if condition == "exists":
        return True
    state = str(found["properties"].get("provisioningState"))
    if state in ("Failed", "Canceled"):
        raise CommandFailure(f"the deployment '{found['name']}' is {state}")
    return state == "Succeeded"


def list_operations(level: Level, call: Invocation) -> Any:
    """List what a deployment does to each resource."""
    found = call.plane.items(f"{_target(level, call)}/operations", VERSION)
    return [_operation(one) for one in found]


def _operation(one: dict[str, Any]) -> dict[str, Any]:
    group = shown(one).get("resourceGroup")
    return {**one, "resourceGroup": group} if group else one


def _target(level: Level, call: Invocation) -> str:
    return deployment_id(scope_of(call, level), call.arguments.name)


_CONDITIONS: Final = ("created", "updated", "deleted", "exists", "custom")
_OPERATION_COLUMNS: Final = (
    "State=properties.provisioningState",
    "Operation=properties.provisioningOperation",
    "Type=properties.targetResource.resourceType",
    "Name=properties.targetResource.resourceName",
    "Duration=properties.duration",
)
_WAIT: Final = (
    option("--created", action="store_true", help="until it has succeeded"),
    option("--updated", action="store_true", help="the same"),
    option("--deleted", action="store_true", help="until it is not there"),
    option("--exists", action="store_true", help="until it is there"),
    option("--custom", metavar="JMESPATH", help="until this is true of it"),
    option("--interval", type=float, default=1.0, metavar="SECONDS", help="between looks (1)"),
    option("--timeout", type=float, default=3600.0, metavar="SECONDS", help="at most (3600)"),
)
_NO_WAIT: Final = option("--no-wait", action="store_true", help="do not wait for the end")


def _example(level: Level, verb: str, more: str = "", *, named: bool = True) -> str:
    scope = " -m contoso" if level.word == "mg" else ""
    return f"nameplate deployment {verb}{scope}{' -n main' if named else ''}{more}"


def _commands(level: Level) -> Sequence[Command]:
    return (*_deployments(level), *_operations(level))


def _deployments(level: Level) -> Iterator[Command]:
    word, to, one = level.word, f"to {level.noun}", (NAME, *level.arguments)
    listed = (*level.arguments, option("--filter", metavar="ODATA", help="provisioningState eq …"))
    for verb, summary, action, arguments, more in (
        ("show", f"show a deployment {to}", show, one, " --query properties.outputs"),
        ("list", f"list the deployments {to}", list_all, listed, " -o table"),
        (
            *("delete", f"forget a deployment {to}; what it deployed stays", delete),
            *((*one, _NO_WAIT), ""),
        ),
        ("cancel", f"end a running deployment {to}", cancel, one, ""),
        ("export", f"the template of a deployment {to}", export, one, ""),
        (
            *("wait", f"wait until a deployment {to} is in a state", wait),
            *((*one, *_WAIT), " --created"),
        ),
    ):
        example = _example(level, f"{word} {verb}", more, named=verb != "list")
        columns = COLUMNS if verb in ("show", "list") else ()
        words = f"deployment {word} {verb}"
        yield Command(words, summary, example, partial(action, level), arguments, columns)


def _operations(level: Level) -> Iterator[Command]:
    """In az's grammar, and in the order of the other words."""
    for words in (f"operation {level.word} list", f"{level.word} operation list"):
        yield Command(
            f"deployment {words}",
            f"what a deployment to {level.noun} does to each resource",
            _example(level, words, " -o table"),
            partial(list_operations, level),
            (NAME, *level.arguments),
            _OPERATION_COLUMNS,
        )


COMMANDS: Final = tuple(command for level in LEVELS for command in _commands(level))

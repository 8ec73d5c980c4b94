"""``nameplate deployment LEVEL create|validate|what-if``: templates become resources."""

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from nameplate.cli import deployment_run as runs
from nameplate.cli.command import Argument, Command, Invocation, option
from nameplate.cli.deployment_preview import CHANGE_TYPES, preview
from nameplate.cli.deployment_scope import (
    LEVELS,
    VERSION,
    WHERE,
    Level,
    around,
    deployment_id,
    ensure_group,
    scope_of,
    shown,
)
from nameplate.cli.deployment_source import Source, read_source
from nameplate.cli.failures import CommandFailure, ServiceFailure, usage

_MODES: Final = {"incremental": "Incremental", "complete": "Complete"}
_FORMATS: Final = {
    "fullresourcepayloads": "FullResourcePayloads",
    "resourceidonly": "ResourceIdOnly",
}


def create(level: Level, call: Invocation) -> Any:
    """Deploy a template, and wait until it is done."""
    arguments = call.arguments
    source, target = _source(call), _target(level, call)
    if arguments.what_if or arguments.confirm_with_what_if:
        changes = _changes(level, call, source)
        if arguments.what_if:
            return _previewed(call, changes)
        _confirm(call, changes)
    settings = _settings(call, rollback=True)
    begun = runs.begin(call, level, target(source), source.body(settings, around(call, level)))
    if arguments.no_wait and not call.connection.embedded:
        return shown(begun)
    return shown(runs.finish(call, target(source), runs.progress_of(call)))


def validate(level: Level, call: Invocation) -> Any:
    """Say whether a template could be deployed."""
    return shown(_ask(level, call, _source(call), "validate", {}))


def what_if(level: Level, call: Invocation) -> Any:
    """Say what a deployment would change."""
    return _previewed(call, _changes(level, call, _source(call)))


def ask_validate(call: Invocation, level: Level, source: Source, target: str) -> dict[str, Any]:
    """The answer of ``validate`` for what is about to be deployed: its group is made."""
    body = source.body({"mode": "Incremental"}, around(call, level))
    return _sent(level, call, f"{target}/validate", body, about_to=True)


def _changes(level: Level, call: Invocation, source: Source) -> dict[str, Any]:
    form = _FORMATS[getattr(call.arguments, "result_format", None) or "fullresourcepayloads"]
    answer = _ask(level, call, source, "whatIf", {"whatIfSettings": {"resultFormat": form}})
    properties = answer.get("properties") or {}
    if error := answer.get("error"):
        raise ServiceFailure(str(error.get("code")), str(error.get("message")), http_status=400)
    unwanted = {each.lower() for each in call.arguments.exclude_change_types or ()}
    changes = [
        each
        for each in properties.get("changes") or ()
        if str(each.get("changeType", "")).lower() not in unwanted
    ]
    return {**properties, "changes": changes, "status": answer.get("status")}


def _ask(
    level: Level, call: Invocation, source: Source, verb: str, more: Mapping[str, Any]
) -> dict[str, Any]:
    settings = {**_settings(call), **more}
    body = source.body(settings, around(call, level))
    return _sent(level, call, f"{_target(level, call)(source)}/{verb}", body)


def _sent(
    level: Level, call: Invocation, resource: str, body: bytes, *, about_to: bool = False
) -> dict[str, Any]:
    """Send a question about a deployment. Our default group is there for whoever names none."""
    api, url = call.connection.api, call.plane.url(resource, VERSION)
    try:
        reply = api.call("POST", url, body)
    except ServiceFailure as failure:
        missing = level.word == "group" and failure.code == "ResourceGroupNotFound"
        if not missing or (call.arguments.resource_group and not about_to):
            raise
        ensure_group(call)
        reply = api.call("POST", url, body)
    document: dict[str, Any] = api.settle(reply).json()
    return document


def _source(call: Invocation) -> Source:
    arguments = call.arguments
    words = [word for group in arguments.parameters or () for word in group]
    ask = arguments.no_prompt in (None, "false")
    return read_source(call, arguments.template_file, arguments.template_uri, words, ask=ask)


def _target(level: Level, call: Invocation) -> Callable[[Source], str]:
    return lambda source: deployment_id(scope_of(call, level), call.arguments.name or source.stem)


def _settings(call: Invocation, *, rollback: bool = False) -> dict[str, Any]:
    mode = _MODES[getattr(call.arguments, "mode", None) or "incremental"]
    found: dict[str, Any] = {"mode": mode}
    wanted = getattr(call.arguments, "rollback_on_error", None)
    if rollback and wanted is not None:
        found["onErrorDeployment"] = (
            {"type": "SpecificDeployment", "deploymentName": wanted}
            if wanted
            else {"type": "LastSuccessful"}
        )
    return found


def _previewed(call: Invocation, found: Mapping[str, Any]) -> Any:
    """The changes as text, or as a document where one is asked for."""
    arguments = call.arguments
    if not (arguments.output or arguments.query or arguments.no_pretty_print):
        return preview(found["changes"], coloured=sys.stdout.isatty())
    if arguments.output in ("table", "tsv") and not arguments.query:
        return found["changes"]
    return dict(found)


def _confirm(call: Invocation, found: Mapping[str, Any]) -> None:
    """Show what would change and ask; what is shown is no result, so it goes to stderr."""
    if call.arguments.proceed_if_no_change and all(
        each.get("changeType") in ("NoChange", "Ignore") for each in found["changes"]
    ):
        return
    sys.stderr.write(preview(found["changes"], coloured=sys.stderr.isatty()))
    if not sys.stdin.isatty():
        raise usage("--confirm-with-what-if asks, and there is no terminal to ask at")
    print("\nExecute the deployment? (y/N): ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise CommandFailure("nothing was deployed")


NAME: Final = option(
    "--name", "-n", metavar="NAME", help="the deployment's name (default: that of the file)"
)
TEMPLATE: Final = (
    option("--template-file", "-f", metavar="FILE", help="a template: JSON, .bicep"),
    option("--template-uri", "-u", metavar="URI", help="where the server reads the template"),
    option(
        "--parameters",
        "-p",
        nargs="+",
        action="append",
        metavar="WORD",
        help="parameter files (.bicepparam too), JSON, KEY=VALUE, KEY=@FILE; later ones win",
    ),
    option(
        "--no-prompt",
        nargs="?",
        const="true",
        choices=("true", "false"),
        help="do not ask for missing parameters",
    ),
)
_EXCLUDE: Final[dict[str, Any]] = {
    "dest": "exclude_change_types",
    "nargs": "+",
    "metavar": "TYPE",
    "type": str.lower,
    "choices": [name.lower() for name in CHANGE_TYPES],
}
_FORMAT: Final[dict[str, Any]] = {
    "dest": "result_format",
    "metavar": "FORMAT",
    "type": str.lower,
    "choices": list(_FORMATS),
    "help": "FullResourcePayloads (the default) or ResourceIdOnly",
}
_PRETTY: Final = option(
    "--no-pretty-print", action="store_true", help="write the changes as JSON, not as text"
)
_MODE: Final = option(
    "--mode",
    type=str.lower,
    choices=tuple(_MODES),
    help="Incremental (the default), or Complete: what the template does not name is deleted",
)
_CREATE: Final = (
    option("--no-wait", action="store_true", help="do not wait for the end"),
    option("--what-if", "-w", action="store_true", help="only say what would change"),
    option(
        "--confirm-with-what-if", "-c", action="store_true", help="say what would change, and ask"
    ),
    option(
        "--proceed-if-no-change", action="store_true", help="with -c: ask only if there is a change"
    ),
    option("--what-if-result-format", "-r", **_FORMAT),
    option("--what-if-exclude-change-types", "-x", help="changes not to show", **_EXCLUDE),
    _PRETTY,
)
_ROLLBACK: Final = option(
    "--rollback-on-error",
    nargs="?",
    const="",
    metavar="DEPLOYMENT",
    help="after a failure, deploy again the last that succeeded, or the named one",
)
COLUMNS: Final = (
    "Name=name",
    "State=properties.provisioningState",
    "Timestamp=properties.timestamp",
    "Mode=properties.mode",
    "ResourceGroup=resourceGroup",
)
_CHANGE_COLUMNS: Final = ("ChangeType=changeType", "Resource=resourceId")


def _arguments(level: Level, *more: Argument) -> tuple[Argument, ...]:
    located = (WHERE,) if level.located else (_MODE,)
    return (NAME, *level.arguments, *TEMPLATE, *located, *more)


def _example(level: Level, verb: str, more: str = "") -> str:
    named = " -m contoso" if level.word == "mg" else ""
    return f"nameplate deployment {level.word} {verb}{named} -f main.json{more}"


def _commands(level: Level) -> Sequence[Command]:
    words = f"deployment {level.word}"
    rollback = () if level.located else (_ROLLBACK,)
    return (
        Command(
            f"{words} create",
            f"deploy a template to {level.noun}",
            _example(level, "create", " -p main.parameters.json name=web1"),
            partial(create, level),
            _arguments(level, *_CREATE, *rollback),
            COLUMNS,
        ),
        Command(
            f"{words} validate",
            f"say whether a template could be deployed to {level.noun}",
            _example(level, "validate"),
            partial(validate, level),
            _arguments(level),
            COLUMNS,
        ),
        Command(
            f"{words} what-if",
            f"say what deploying a template to {level.noun} would change",
            _example(level, "what-if"),
            partial(what_if, level),
            _arguments(
                level,
                option("--result-format", "-r", **_FORMAT),
                option("--exclude-change-types", "-x", help="changes not to show", **_EXCLUDE),
                _PRETTY,
            ),
            _CHANGE_COLUMNS,
        ),
    )


COMMANDS: Final = tuple(command for level in LEVELS for command in _commands(level))

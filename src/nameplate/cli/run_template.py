"""``run --template``: deploy a template, and say which of its apps the command is to be.

The template is validated before anything of it is deployed; what it says of apps is known then.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from nameplate.cli import deployment_run as runs
from nameplate.cli.apps import find_app
from nameplate.cli.command import EndedEarly, Invocation
from nameplate.cli.control_plane import SITES
from nameplate.cli.deployment import ask_validate
from nameplate.cli.deployment_operations import NESTED
from nameplate.cli.deployment_scope import Level, around, deployment_id, level_of, scope_of
from nameplate.cli.deployment_source import Source, read_source
from nameplate.cli.failures import ABSENT, CommandFailure, usage
from nameplate.core.clock import SystemClock
from nameplate.core.resource_id import ResourceId

if TYPE_CHECKING:
    from nameplate.process.signals import SignalGate

_SITES: Final = SITES.type.lower()


def read_template(call: Invocation) -> Source:
    """The template with its parameters. May ask: signals have to be let through."""
    words = [word for group in call.arguments.parameters or () for word in group]
    return read_source(call, call.arguments.template, None, words)


def deploy_app(call: Invocation, source: Source, gate: "SignalGate") -> str | None:
    """Deploy the template; the id of the app to run, or ``None``: the one that ``--app`` names."""
    level = level_of(source.schema)
    target = deployment_id(scope_of(call, level), source.stem)
    validated = ask_validate(call, level, source, target)
    found = _sites(_resources(validated))
    known = bool(found) or not _may_hold_more(validated)
    chosen = _chosen(call, found) if known else None
    done = _deployed(call, level, target, source, gate)
    return chosen if known else _chosen(call, _sites(done["properties"].get("outputResources")))


def _deployed(
    call: Invocation, level: Level, target: str, source: Source, gate: "SignalGate"
) -> dict[str, Any]:
    def look() -> None:
        if (number := gate.take_end()) is not None:
            raise EndedEarly(number)

    clock = SystemClock()
    began = clock.monotonic()
    progress = runs.progress_of(call, lines=False)
    body = source.body({"mode": "Incremental"}, around(call, level))
    runs.begin(call, level, target, body)
    done = runs.finish(call, target, progress, look)
    progress.show(())  # the terminal is the command's from here
    count = len(done["properties"].get("outputResources") or ())
    call.warn(
        f"nameplate: deployed '{source.stem}': {count} resource{'' if count == 1 else 's'} in "
        f"{clock.monotonic() - began:.1f} s"
    )
    return done


def _chosen(call: Invocation, sites: Mapping[str, str]) -> str | None:
    """The site that is meant, by its id, of those that the template has."""
    named = call.arguments.app
    if named is None:
        if len(sites) == 1:
            return next(iter(sites.values()))
        if not sites:
            raise usage("the template has no app: name the one to run as by --app NAME")
        names = ", ".join(sorted(sites))
        raise usage(f"the template has several apps: name the one to run as by --app: {names}")
    for name, site in sites.items():
        if name.lower() == named.lower():
            return site
    if sites:
        _check_exists(call, named, sites)
    return None


def _check_exists(call: Invocation, named: str, sites: Mapping[str, str]) -> None:
    """An app beside the template's own: it has to be there, or its name is a slip."""
    try:
        find_app(call, named, call.arguments.resource_group)
    except CommandFailure as failure:
        if failure.status != ABSENT:
            raise
        names = ", ".join(sorted(sites))
        raise usage(f"there is no app '{named}'; the template has: {names}") from None


def _may_hold_more(document: Mapping[str, Any]) -> bool:
    """Whether a nested deployment is only known when it runs."""
    return any(str(each.get("type", "")).lower() == NESTED for each in _resources(document))


def _resources(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list((document.get("properties") or {}).get("validatedResources") or ())


def _sites(resources: Iterable[Mapping[str, Any]] | None) -> dict[str, str]:
    """The sites among resources, by name; slots are not apps of their own here."""
    ids = [str(each.get("id")) for each in resources or ()]
    parsed = [ResourceId.parse(each) for each in ids if f"/{_SITES}/" in each.lower()]
    return {each.name: str(each) for each in parsed if each.type.lower() == _SITES}

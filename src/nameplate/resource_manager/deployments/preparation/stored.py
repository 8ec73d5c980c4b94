"""What is kept of a prepared deployment so that it can be prepared again after a crash.

Everything that a second preparation could find changed is in it: the values of parameters (a GUID,
a time, a secret), what was fetched from links. Secrets stand in it open, with the paths that lead
to them: it is sealed before it is kept.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from nameplate.core.secret_value import SecretValue
from nameplate.resource_manager.deployments.preparation.prepared import (
    Mode,
    OnError,
    OnErrorType,
    Prepared,
)
from nameplate.template.secrets import conceal, reveal

Path = tuple[str | int, ...]


def stored(prepared: Prepared) -> dict[str, Any]:
    """All that ``Preparation.resume`` needs, as JSON with its secrets open."""
    on_error = prepared.on_error
    return {
        "mode": prepared.mode.value,
        "template": prepared.document,
        "started": prepared.started,
        "tags": dict(prepared.tags) if prepared.tags is not None else None,
        "base": prepared.base,
        "depth": prepared.depth,
        "templateLink": prepared.template_link,
        "parametersLink": prepared.parameters_link,
        "debugSetting": prepared.debug_setting,
        "onError": {"type": on_error.type.value, "name": on_error.name} if on_error else None,
        **_contents(prepared),
    }


def on_error_of(document: Mapping[str, Any]) -> OnError | None:
    """``onErrorDeployment`` again."""
    found = document.get("onError")
    return OnError(OnErrorType(found["type"]), found["name"]) if found else None


def mode_of(document: Mapping[str, Any]) -> Mode:
    return Mode(document["mode"])


def parameters_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters again, what was hidden hidden."""
    values: dict[str, Any] = document["parameters"]
    for path in document["hidden"]:
        _conceal(values, path)
    return values


def _contents(prepared: Prepared) -> dict[str, Any]:
    """The parameters, and the same of what is nested: its template only where it was linked to."""
    parameters = dict(prepared.parameters)
    return {
        "parameters": reveal(parameters),
        "hidden": [list(path) for path in _hidden(parameters, ())],
        "nested": {
            node_id: {
                "linked": inner.document if inner.template_link else None,
                "base": inner.base,
                "templateLink": inner.template_link,
                "parametersLink": inner.parameters_link,
                **_contents(inner),
            }
            for node_id, inner in prepared.nested.items()
        },
    }


def _hidden(value: Any, path: Path) -> Iterator[Path]:
    if isinstance(value, SecretValue):
        yield path
    elif isinstance(value, dict):
        for name, held in value.items():
            yield from _hidden(held, (*path, name))
    elif isinstance(value, list):
        for at, held in enumerate(value):
            yield from _hidden(held, (*path, at))


def _conceal(values: dict[str, Any], path: list[str | int]) -> None:
    holder: Any = values
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = conceal(holder[path[-1]])

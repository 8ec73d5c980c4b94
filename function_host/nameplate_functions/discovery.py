"""Finding an app's functions: ``function_app.py`` is imported, its ``FunctionApp`` is asked.

A function that this host cannot run is a problem of its own; an app that cannot be imported, or
that declares what contradicts itself, is a problem of the whole.
"""

import importlib
import inspect
import re
import sys
import traceback
import typing
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from nameplate_functions import library
from nameplate_functions.failures import AppProblem
from nameplate_functions.functions import RETURN, Binding, Function

SCRIPT: Final = "function_app.py"
TRIGGERS: Final = frozenset(("httpTrigger", "timerTrigger", "queueTrigger"))
_INPUTS: Final = frozenset(("blob",))
_OUTPUTS: Final = frozenset(("http", "queue", "blob"))
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,127}")
_VENDORED: Final = Path(".python_packages", "lib", "site-packages")


@dataclass(frozen=True, slots=True)
class Index:
    """What was found."""

    functions: tuple[Function, ...]
    problems: tuple[str, ...] = ()
    """Functions that cannot run here, each with its reason."""


def index_app(app: Path, *, script: str = SCRIPT, only: Collection[str] | None = None) -> Index:
    """Import an app and list its functions. Raises ``AppProblem``."""
    module = _import(app, script)
    apps = library.registers(module)
    if not apps:
        raise AppProblem(f"{script} has no FunctionApp at its top: app = func.FunctionApp()")
    if len(apps) > 1:
        raise AppProblem(f"{script} has {len(apps)} function apps: one is allowed")
    try:
        found = library.declared(apps[0])
    except (ValueError, KeyError, TypeError) as problem:
        raise AppProblem(f"{script}: {problem}") from None
    functions, problems = [], []
    for each in found:
        if only is not None and each.name not in only:
            continue
        try:
            functions.append(_function(each, script))
        except AppProblem as problem:
            problems.append(f"The '{each.name}' function is in error: {problem}")
    return Index(tuple(functions), tuple(problems))


def _import(app: Path, script: str) -> ModuleType:
    if not (app / script).is_file():
        raise AppProblem(f"{script} is missing: the Python v2 programming model begins with it")
    for folder in (app / _VENDORED, app):
        if str(folder) not in sys.path and folder.is_dir():
            sys.path.insert(0, str(folder))
    name = script.removesuffix(".py")
    importlib.invalidate_caches()
    try:
        return importlib.import_module(name)
    except ImportError as problem:
        text = f"{script} cannot be imported: {problem}. Is it in requirements.txt?"
        raise AppProblem(f"{text}\n{_trace(problem)}") from None
    except (Exception, SystemExit) as problem:  # noqa: BLE001 - an app may raise anything
        raise AppProblem(f"{script} cannot be imported:\n{_trace(problem)}") from None


def _trace(problem: BaseException) -> str:
    """The app's part of a traceback: without the frames of this module and the import system."""
    frames = traceback.extract_tb(problem.__traceback__)
    own = [
        each for each in frames if each.filename != __file__ and "importlib" not in each.filename
    ]
    lines = traceback.format_list(own) + traceback.format_exception_only(problem)
    return "".join(lines).rstrip()


def _function(found: library.Declared, script: str) -> Function:
    if not _NAME.fullmatch(found.name):
        raise AppProblem("a name is letters, digits, - and _, and begins with a letter")
    if found.name.lower() == "host":
        raise AppProblem("the name 'host' is the host's own")
    bindings = [_binding(each) for each in found.bindings]
    trigger = next(each for each in bindings if each.name == found.trigger and not each.output)
    inputs = [each for each in bindings if each is not trigger and not each.output]
    outputs = [each for each in bindings if each.output]
    _check_types(trigger, inputs, outputs)
    parameters = _parameters(found.call)
    annotations = _annotations(found.call)
    takes_context = _check_parameters(parameters, annotations, bindings)
    return Function(
        name=found.name,
        call=found.call,
        asynchronous=inspect.iscoroutinefunction(found.call),
        trigger=trigger,
        inputs=tuple(inputs),
        outputs=tuple(outputs),
        takes_context=takes_context,
        annotations=annotations,
        retry=found.retry,
        script=script,
    )


def _binding(described: Any) -> Binding:
    options = {
        name: value
        for name, value in described.items()
        if name not in ("name", "type", "direction")
    }
    return Binding(
        name=str(described.get("name")),
        type=str(described.get("type")),
        output=str(described.get("direction")).upper() == "OUT",
        options=options,
    )


def _check_types(trigger: Binding, inputs: list[Binding], outputs: list[Binding]) -> None:
    if trigger.type not in TRIGGERS:
        raise AppProblem(f"this host does not know triggers of type {trigger.type}")
    for kinds, each in [(_INPUTS, one) for one in inputs] + [(_OUTPUTS, one) for one in outputs]:
        if each.type not in kinds:
            direction = "outputs" if each.output else "inputs"
            raise AppProblem(f"this host does not know {direction} of type {each.type}")


def _parameters(call: Callable[..., Any]) -> list[str]:
    return [
        name
        for name, parameter in inspect.signature(call).parameters.items()
        if parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
    ]


def _annotations(call: Callable[..., Any]) -> dict[str, Any]:
    """The types of parameters; what cannot be resolved is taken as not annotated."""
    try:
        return typing.get_type_hints(call)
    except (NameError, TypeError, AttributeError):
        return {}


def _check_parameters(
    parameters: list[str], annotations: dict[str, Any], bindings: list[Binding]
) -> bool:
    """Parameters and bindings must name one another; whether ``context`` is among the former."""
    bound = {each.name for each in bindings if each.name != RETURN}
    takes_context = "context" in parameters and "context" not in bound
    declared = set(parameters) - ({"context"} if takes_context else set())
    if strangers := sorted(declared - bound):
        raise AppProblem(f"parameters without a binding: {', '.join(strangers)}")
    if missing := sorted(bound - declared):
        raise AppProblem(f"bindings without a parameter: {', '.join(missing)}")
    for each in bindings:
        if each.name == RETURN or each.name not in annotations:
            continue
        if library.is_out(annotations[each.name]) != each.output:
            kind = "an output" if each.output else "an input"
            raise AppProblem(f"'{each.name}' is {kind}, and its type says otherwise (func.Out)")
    return takes_context

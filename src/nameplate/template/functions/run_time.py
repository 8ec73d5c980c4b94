"""Functions that ask a resource: ``reference``, ``references``, ``list*``, ``resourceInfo``."""

import re
from typing import Any, Final

from nameplate.core.secret_value import SecretValue
from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.function import RUN_TIME, Function, Sees
from nameplate.template.functions.words import is_text, see, shortened, type_name
from nameplate.template.json_writer import compact
from nameplate.template.language.frame import Declared, Frame
from nameplate.template.language.nodes import Call
from nameplate.template.references import Awaiting, Wanted
from nameplate.template.secrets import conceals, reveal

_RELATIVE: Final = re.compile(r"[\w-]+(\.[\w-]+)+/[^/]+/[^/]+")
"""``Microsoft.Web/sites/app1``: a resource beside those of the template."""


def _ask(frame: Frame, wanted: Wanted) -> Any:
    """The answer; where nothing can be asked yet, it is awaited."""
    if frame.references is None:
        raise Awaiting(wanted)
    answer = frame.references.find(wanted)
    if conceals(answer):
        frame.scope.note_secrets()
    return answer


def target(frame: Frame, function: str, given: Any, api_version: str) -> tuple[str, str]:
    """The id and the api-version that a name, a symbol or an id means."""
    if not is_text(given):
        raise ExpressionFault(
            f"The template language function '{function}' expects its first parameter to be a "
            f"string. The provided value is of type '{type_name(given)}'. {see(function)}"
        )
    declared = frame.scope.declared(given)
    if isinstance(declared, tuple):
        declared = declared[0] if len(declared) == 1 else None
    if declared is not None:
        return declared.id, api_version or declared.api_version
    if _RELATIVE.fullmatch(given) and api_version:
        return f"{frame.scope.environment.scope}/providers/{given}", api_version
    if not given.startswith("/"):
        raise ExpressionFault(
            f"The template reference '{shortened(given)}' is not valid: could not find template "
            "resource or resource copy with this name. Please see "
            "https://aka.ms/arm-function-reference for usage details."
        )
    if not api_version:
        raise ExpressionFault(
            f"The template function '{function}' requires an API version for the resource "
            f"'{shortened(given)}', which is not defined in the template. {see(function)}"
        )
    return given, api_version


def _full(function: str, value: Any) -> bool:
    if is_text(value) and value.lower() in ("full", "properties"):
        return value.lower() == "full"
    raise ExpressionFault(
        f"The template language function '{function}' expects 'Full' as its last parameter. The "
        f"provided value is '{shortened(value)}'. {see(function)}"
    )


def reference(frame: Frame, name: Any, api_version: Any = "", full: Any = "properties") -> Any:
    if not is_text(api_version or ""):
        raise ExpressionFault(
            "The template language function 'reference' expects its second parameter to be an API "
            f"version. The provided value is of type '{type_name(api_version)}'. {see('reference')}"
        )
    resource_id, version = target(frame, "reference", name, api_version or "")
    return _ask(frame, Wanted("reference", resource_id, version, _full("reference", full)))


def references(frame: Frame, name: Any, full: Any = "properties") -> list[Any]:
    """Of a loop: what ``reference`` says of each of its resources."""
    declared = frame.scope.declared(name) if is_text(name) else None
    if not isinstance(declared, tuple):
        raise ExpressionFault(
            f"The template language function 'references' expects the symbolic name of a resource "
            f"loop. The provided value is '{shortened(name)}'. {see('references')}"
        )
    whole = _full("references", full)
    return [_ask(frame, Wanted("reference", each.id, each.api_version, whole)) for each in declared]


def list_values(frame: Frame, call: Call) -> Any:
    """A POST on a resource: ``listKeys(id or name, apiVersion, body)``."""
    values = [frame.evaluate(argument) for argument in call.arguments]
    given, version, *more = reveal(values)
    if not is_text(version):
        raise ExpressionFault(
            f"The template language function '{call.name}' expects its second parameter to be an "
            f"API version. The provided value is of type '{type_name(version)}'. {see(call.name)}"
        )
    resource_id, api_version = target(frame, call.name, given, version)
    body = compact(more[0]) if more and more[0] is not None else ""
    return _ask(frame, Wanted(call.name, resource_id, api_version, body=body))


def resource_info(frame: Frame, name: Any) -> dict[str, Any]:
    declared = frame.scope.declared(name) if is_text(name) else None
    if declared is None or isinstance(declared, tuple):
        raise ExpressionFault(
            f"The template language function 'resourceInfo' expects the symbolic name of a "
            f"resource. The provided value is '{shortened(name)}'. {see('resourceInfo')}"
        )
    return info(declared)


def info(declared: Declared) -> dict[str, Any]:
    """What is known of a resource before it is deployed."""
    return {
        "id": declared.id,
        "name": declared.name,
        "type": declared.type,
        "apiVersion": declared.api_version,
    }


def opened(value: Any) -> Any:
    """A name that a secret may hide: what a resource is called cannot be hidden."""
    return value.reveal() if isinstance(value, SecretValue) else value


def _asks(name: str, summary: str, apply: Any, least: int, most: int, sees: Sees) -> Function:
    return Function(
        name=name,
        family="Resource",
        summary=summary,
        apply=apply,
        least=least,
        most=most,
        sees=sees,
        places=RUN_TIME,
        run_time=True,
        weighed=False,
    )


FUNCTIONS: Final = (
    _asks("reference", "a resource's run-time state", reference, 1, 3, Sees.FRAME),
    _asks("references", "the same of each resource of a loop", references, 1, 2, Sees.FRAME),
    _asks("list*", "what a POST such as `listKeys` answers", list_values, 2, 3, Sees.NODES),
    Function(
        name="resourceInfo",
        family="Resource",
        summary="id, name, type and API version of a symbolic name",
        apply=resource_info,
        least=1,
        most=1,
        sees=Sees.FRAME,
    ),
)

"""Functions that tell of the deployment: its parameters and variables, where, by whom."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from nameplate.template.environment import Environment, Level
from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.function import DOCUMENT, EVERYWHERE, Function, Sees
from nameplate.template.functions.words import expect
from nameplate.template.language.frame import Frame, Place


def parameter(frame: Frame, name: Any) -> Any:
    expect("parameters", name, "string")
    if frame.arguments is None:
        return frame.scope.parameter(name)
    if name.lower() not in frame.arguments:
        raise parameter_not_found(name)
    return frame.arguments[name.lower()]


def parameter_not_found(name: str) -> ExpressionFault:
    return ExpressionFault(
        f"The template parameter '{name}' is not found. Please see "
        "https://aka.ms/arm-syntax-parameters for usage details"
    )


def variable(frame: Frame, name: Any) -> Any:
    expect("variables", name, "string")
    return frame.scope.variable(name)


def fail(message: Any) -> Any:
    expect("fail", message, "string")
    raise ExpressionFault(message)


def deployment(frame: Frame) -> dict[str, Any]:
    return dict(frame.scope.environment.deployment)


def environment(frame: Frame) -> dict[str, Any]:
    return dict(frame.scope.environment.cloud)


def deployer(frame: Frame) -> dict[str, Any]:
    return dict(frame.scope.environment.deployer)


def _document(
    name: str, document: Callable[[Environment], Mapping[str, Any] | None]
) -> Callable[[Frame], dict[str, Any]]:
    """A function that returns one of the environment's documents, where there is one."""

    def apply(frame: Frame) -> dict[str, Any]:
        found = document(frame.scope.environment)
        if found is None:
            raise ExpressionFault(
                f"The template function '{name}' is not expected at this location. Please see "
                "https://aka.ms/arm-functions for usage details"
            )
        return dict(found)

    return apply


def _management_group(environment: Environment) -> Mapping[str, Any] | None:
    at_group = environment.level is Level.MANAGEMENT_GROUP
    return environment.management_group if at_group else None


def _told(name: str, family: str, summary: str, apply: Any, **more: Any) -> Function:
    return Function(
        name=name,
        family=family,
        summary=summary,
        apply=apply,
        sees=Sees.FRAME,
        **{"most": 0, "weighed": False, **more},
    )


FUNCTIONS: Final = (
    _told(
        "parameters",
        "Deployment",
        "a parameter's value",
        parameter,
        least=1,
        most=1,
        places=EVERYWHERE,
        carries=True,
    ),
    _told(
        "variables",
        "Deployment",
        "a variable's value",
        variable,
        least=1,
        most=1,
        places=DOCUMENT - {Place.PARAMETER},
        carries=True,
    ),
    _told("deployment", "Deployment", "this deployment: name, location, properties", deployment),
    _told("environment", "Deployment", "the cloud's endpoints and suffixes", environment),
    _told("deployer", "Deployment", "the principal that deploys", deployer),
    Function(
        name="fail",
        family="Deployment",
        summary="ends the deployment with a message",
        apply=fail,
        least=1,
        most=1,
    ),
    _told(
        "resourceGroup",
        "Resource",
        "the resource group deployed to",
        _document("resourceGroup", lambda known: known.resource_group),
    ),
    _told(
        "subscription",
        "Resource",
        "the subscription deployed to",
        _document("subscription", lambda known: known.subscription),
    ),
    _told(
        "managementGroup",
        "Resource",
        "the management group deployed to",
        _document("managementGroup", _management_group),
    ),
    _told("tenant", "Resource", "the tenant", _document("tenant", lambda known: known.tenant)),
)

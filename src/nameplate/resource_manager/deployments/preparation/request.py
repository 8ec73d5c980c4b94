"""What a deployment's request asks for: the body of PUT, ``validate`` and ``whatIf``.

Members are found in any casing and unknown ones are refused, as ARM's deserializer does it; what
only its answers carry (a client may send back what it was given) is read over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from nameplate.resource_manager import locations
from nameplate.resource_manager.body import read_tags
from nameplate.resource_manager.deployments.preparation import preflight_refusals as refusals
from nameplate.resource_manager.deployments.preparation.prepared import (
    Mode,
    OnError,
    OnErrorType,
    Place,
)
from nameplate.resource_manager.deployments.preparation.reading import Part, part
from nameplate.template.document.nested import Link
from nameplate.template.environment import Level
from nameplate.template.marks import JsonObject

_CONTENT: Final = ("location", "tags", "properties", "identity", "scope")
_ANSWERED: Final = ("id", "name", "type", "systemData")
_PROPERTIES: Final = (
    *("template", "templateLink", "parameters", "parametersLink", "mode", "debugSetting"),
    *("onErrorDeployment", "expressionEvaluationOptions", "whatIfSettings", "validationLevel"),
)
_KNOWN_LATER: Final = (
    *("provisioningState", "correlationId", "timestamp", "duration", "outputs", "providers"),
    *("dependencies", "templateHash", "outputResources", "validatedResources", "error"),
    "diagnostics",
)
_LINK: Final = ("uri", "id", "relativePath", "contentVersion", "queryString")
_DETAILS: Final = frozenset(("none", "requestcontent", "responsecontent"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentRequest:
    """A request that was read; either ``template`` or ``template_link`` is there."""

    place: Place
    """Where the deployment stands, with its location in canonical form."""
    mode: Mode
    template: JsonObject | None = field(default=None, repr=False)
    template_link: Link | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """As given: ``{"name": {"value": ...}}`` or ``{"name": {"reference": {...}}}``."""
    parameters_link: Link | None = None
    debug_setting: Mapping[str, Any] | None = None
    on_error: OnError | None = None
    tags: Mapping[str, str] | None = None


def read_request(body: Mapping[str, Any], place: Place) -> DeploymentRequest:
    """Read a body. Raises BadRequest in ARM's words."""
    content = part(body, "DeploymentContent", (*_CONTENT, *_ANSWERED))
    properties = content.required("properties", "DeploymentPropertiesDefinition").within(
        (*_PROPERTIES, *_KNOWN_LATER)
    )
    located = replace(place, location=_location(content, place))
    template = properties.object("template")
    link = read_link(properties.optional("templateLink", "TemplateLink"))
    if (template is None) == (link is None):
        raise refusals.one_template(place.name)
    parameters = _parameters(properties)
    parameters_link = read_link(properties.optional("parametersLink", "ParametersLink"))
    if parameters and parameters_link is not None:
        raise refusals.one_source_of_parameters(place.name)
    _check_evaluation(properties)
    return DeploymentRequest(
        place=located,
        mode=_mode(properties, place),
        template=template,
        template_link=link,
        parameters=parameters,
        parameters_link=parameters_link,
        debug_setting=_debug_setting(properties),
        on_error=_on_error(properties, place),
        tags=read_tags({"tags": content.object("tags")}),
    )


def read_mode(given: str, place: Place) -> Mode | None:
    """A mode by its name in any casing, ``None`` where it is none; only groups can be complete."""
    found = next((mode for mode in Mode if mode.lower() == given.lower()), None)
    if found is Mode.COMPLETE and place.level is not Level.GROUP:
        raise refusals.complete_outside_group(place)
    return found


def read_location(given: str | None, place: Place) -> str | None:
    """The location of a deployment above resource groups; in them there is none."""
    if place.level is Level.GROUP:
        return None
    if not given:
        raise refusals.location_missing(place.name)
    if not locations.known(given):
        raise refusals.location_unknown(given)
    return locations.normal(given)


def read_link(given: Part | None) -> Link | None:
    """A ``templateLink`` or ``parametersLink``."""
    if given is None:
        return None
    given.within(_LINK)
    link = Link(
        uri=given.text("uri") or "",
        relative_path=given.text("relativePath") or "",
        id=given.text("id") or "",
        query_string=given.text("queryString") or "",
        content_version=given.text("contentVersion") or "",
    )
    if not (link.uri or link.relative_path or link.id):
        raise given.fault("Required property 'uri' not found in JSON.")
    return link


def read_parameters(section: Part) -> dict[str, Any]:
    """Parameters by name, each with a value or a reference to a secret."""
    found: dict[str, Any] = {}
    for name in section.given:
        holder = section.required(name, "DeploymentParameterDefinition")
        holder.within(("value", "reference"))
        if holder.has("value") and holder.has("reference"):
            raise holder.fault(f"The parameter '{name}' has both a value and a reference.")
        found[name] = holder.given
    return found


def _location(content: Part, place: Place) -> str | None:
    given = content.text("location")
    if place.level is Level.GROUP and given:
        raise refusals.location_not_allowed(place.name)
    return read_location(given or place.location, place)


def _parameters(properties: Part) -> dict[str, Any]:
    section = properties.optional("parameters", "Parameters")
    return read_parameters(section) if section else {}


def _mode(properties: Part, place: Place) -> Mode:
    given = properties.text("mode")
    if given is None:
        raise properties.fault("Required property 'mode' not found in JSON.")
    mode = read_mode(given, place)
    if mode is None:
        raise properties.not_convertible("mode", "DeploymentMode")
    return mode


def _debug_setting(properties: Part) -> Mapping[str, Any] | None:
    setting = properties.optional("debugSetting", "DeploymentDebugSetting")
    if setting is None:
        return None
    level = setting.within(("detailLevel",)).text("detailLevel") or "none"
    if not {word.strip().lower() for word in level.split(",")} <= _DETAILS:
        raise setting.not_convertible("detailLevel", "DeploymentDebugDetailLevel")
    return {"detailLevel": level}


def _on_error(properties: Part, place: Place) -> OnError | None:
    given = properties.optional("onErrorDeployment", "OnErrorDeployment")
    if given is None:
        return None
    given.within(("type", "deploymentName", "provisioningState"))
    kind = (given.text("type") or "").lower()
    found = next((each for each in OnErrorType if each.lower() == kind), None)
    if found is None:
        raise given.not_convertible("type", "OnErrorDeploymentType")
    name = given.text("deploymentName")
    if found is OnErrorType.SPECIFIC and not name:
        raise refusals.on_error_without_name(place.name)
    return OnError(found, name if found is OnErrorType.SPECIFIC else None)


def _check_evaluation(properties: Part) -> None:
    """``expressionEvaluationOptions`` mean something in nested deployments only."""
    options = properties.optional("expressionEvaluationOptions", "ExpressionEvaluationOptions")
    if options is None:
        return
    scope = options.within(("scope",)).text("scope") or "NotSpecified"
    if scope.lower() not in ("notspecified", "inner", "outer"):
        raise options.not_convertible("scope", "ExpressionEvaluationScope")

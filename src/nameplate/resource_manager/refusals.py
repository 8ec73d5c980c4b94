"""What Resource Manager itself refuses, in its own words.

Each of these leaves with ``x-ms-failure-cause: gateway``, as ARM's own do: it says that no resource
provider was asked. What a provider refuses is the provider's to word.
"""

from collections.abc import Iterable
from typing import Final, TypeVar

from nameplate.authorization.decision import Denied
from nameplate.core.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    MethodNotAllowed,
    NameplateError,
    NotFound,
    PreconditionFailed,
)
from nameplate.core.principal import Principal

E = TypeVar("E", bound=NameplateError)

GATEWAY: Final = ("x-ms-failure-cause", "gateway")
_SHOWN: Final = 300


def _gateway(kind: type[E], code: str, message: str, *, target: str | None = None) -> E:
    return kind(code, message, target=target, headers=(GATEWAY,))


def invalid_path(path: str) -> NotFound:
    return _gateway(
        NotFound, "NotFound", f"There is nothing at '{path[:_SHOWN]}' on this control plane."
    )


def method_not_allowed(method: str, what: str, takes: Iterable[str]) -> MethodNotAllowed:
    allowed = ", ".join(sorted(takes))
    return MethodNotAllowed(
        "MethodNotAllowed",
        f"The requested resource '{what[:_SHOWN]}' does not support http method '{method}'. "
        f"It supports: {allowed or 'none'}.",
        headers=(GATEWAY, ("Allow", allowed)),
    )


def missing_api_version() -> BadRequest:
    return _gateway(
        BadRequest,
        "MissingApiVersionParameter",
        "The api-version query parameter (?api-version=) is required for all requests.",
    )


def invalid_api_version(given: str) -> BadRequest:
    return _gateway(
        BadRequest,
        "InvalidApiVersionParameter",
        f"The api-version '{given[:_SHOWN]}' is invalid. It is a date, such as '2023-01-31' or "
        "'2021-04-01-preview'.",
    )


def unknown_namespace(namespace: str, known: Iterable[str]) -> BadRequest:
    return _gateway(
        BadRequest,
        "NoRegisteredProviderFound",
        f"No registered resource provider found for namespace '{namespace[:_SHOWN]}'. "
        f"The known namespaces are: {', '.join(sorted(known))}.",
    )


def unknown_type(namespace: str, types: str, api_version: str, known: Iterable[str]) -> NotFound:
    return _gateway(
        NotFound,
        "InvalidResourceType",
        f"The resource type '{types[:_SHOWN]}' could not be found in the namespace '{namespace}' "
        f"for api version '{api_version}'. The known types are: {', '.join(sorted(known))}.",
    )


def invalid_subscription(given: str) -> NotFound:
    return _gateway(
        NotFound,
        "InvalidSubscriptionId",
        f"The provided subscription identifier '{given[:_SHOWN]}' is malformed or invalid.",
    )


def subscription_not_found(given: str) -> NotFound:
    return _gateway(
        NotFound, "SubscriptionNotFound", f"The subscription '{given}' could not be found."
    )


def group_not_found(name: str) -> NotFound:
    return _gateway(
        NotFound, "ResourceGroupNotFound", f"Resource group '{name[:_SHOWN]}' could not be found."
    )


def resource_not_found(type_name: str, names: Iterable[str], group: str | None) -> NotFound:
    """``type_name`` and the path of names, as ARM runs them together."""
    where = f" under resource group '{group}'" if group else ""
    return _gateway(
        NotFound,
        "ResourceNotFound",
        f"The Resource '{type_name}/{'/'.join(names)}'{where} was not found. "
        "For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    )


def parent_not_found(verb: str, types: str, parent: str) -> NotFound:
    return _gateway(
        NotFound,
        "ParentResourceNotFound",
        f"Failed to perform '{verb}' on resource(s) of type '{types}', because the parent "
        f"resource '{parent[:_SHOWN]}' could not be found.",
    )


def invalid_name(name: str, rule: str) -> BadRequest:
    return _gateway(
        BadRequest,
        "InvalidResourceName",
        f"Resource name '{name[:_SHOWN]}' is invalid. {rule}",
    )


def invalid_content(reason: str, *, target: str | None = None) -> BadRequest:
    return _gateway(
        BadRequest,
        "InvalidRequestContent",
        f"The request content was invalid and could not be deserialized: '{reason}'.",
        target=target,
    )


def location_required() -> BadRequest:
    return _gateway(
        BadRequest,
        "LocationRequired",
        "The location property is required for this definition.",
        target="location",
    )


def location_not_available(given: str, type_name: str, known: Iterable[str]) -> BadRequest:
    return _gateway(
        BadRequest,
        "LocationNotAvailableForResourceType",
        f"The provided location '{given[:_SHOWN]}' is not available for resource type "
        f"'{type_name}'. List of available regions for the resource type is '{','.join(known)}'.",
    )


def group_location_not_available(given: str, known: Iterable[str]) -> BadRequest:
    return _gateway(
        BadRequest,
        "LocationNotAvailableForResourceGroup",
        f"The provided location '{given[:_SHOWN]}' is not available for resource group. List of "
        f"available regions is '{','.join(known)}'.",
    )


def location_conflict(name: str, group: str | None, held: str, given: str) -> Conflict:
    return _gateway(
        Conflict,
        "InvalidResourceLocation",
        f"The resource '{name}' already exists in location '{held}' in resource group "
        f"'{group or ''}'. A resource with the same name cannot be created in location "
        f"'{given[:_SHOWN]}'. Please select a new resource name.",
    )


def group_location_conflict(held: str, given: str) -> Conflict:
    return _gateway(
        Conflict,
        "InvalidResourceGroupLocation",
        f"Invalid resource group location '{given[:_SHOWN]}'. The Resource group already exists "
        f"in location '{held}'.",
    )


def precondition_failed(header: str, given: str, name: str) -> PreconditionFailed:
    return _gateway(
        PreconditionFailed,
        "PreconditionFailed",
        f"The condition '{given[:_SHOWN]}' in the {header} header was not satisfied by the "
        f"resource '{name}'.",
    )


def authorization_failed(caller: Principal, action: str, scope: str, why: Denied) -> Forbidden:
    """The attested sentence, and then the reason that Azure leaves out."""
    client = caller.app_id or caller.display_name
    return _gateway(
        Forbidden,
        "AuthorizationFailed",
        f"The client '{client}' with object id '{caller.object_id}' does not have authorization "
        f"to perform action '{action}' over scope '{scope}' or the scope is invalid. If access "
        f"was recently granted, please refresh your credentials. ({why.reason}.)",
    )


def linked_authorization_failed(
    caller: Principal, action: str, scope: str, linked: tuple[str, str]
) -> Forbidden:
    """Azure's words for a PUT that would use a resource which its caller may not use."""
    client = caller.app_id or caller.display_name
    return _gateway(
        Forbidden,
        "LinkedAuthorizationFailed",
        f"The client '{client}' with object id '{caller.object_id}' has permission to perform "
        f"action '{action}' on scope '{scope}'; however, it does not have permission to perform "
        f"action(s) '{linked[0]}' on the linked scope(s) '{linked[1]}' (respectively) or the "
        "linked scope(s) are invalid.",
    )

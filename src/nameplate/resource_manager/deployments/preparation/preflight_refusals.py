"""What is refused before a deployment begins, in Azure's codes and words as far as they are known.

Attested texts are those of public issue threads and of recordings; where none is known, the code is
Azure's and the sentence is in its style and names what is accepted.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from nameplate.core.errors import BadRequest, Forbidden, NameplateError, RequestTimeout
from nameplate.core.principal import Principal
from nameplate.resource_manager.deployments.preparation.prepared import DEPTH_LIMIT, Place
from nameplate.resource_manager.locations import DISPLAY_NAMES
from nameplate.resource_manager.refusals import GATEWAY
from nameplate.template.errors import InvalidTemplate, validation_failed
from nameplate.template.marks import NOWHERE, Mark

_SHOWN: Final = 300
_LEVELS_HELP: Final = "Please see https://aka.ms/arm-deployment-subscription for usage details."


def _invalid(message: str, code: str = "InvalidDeployment") -> BadRequest:
    return BadRequest(code, message, headers=(GATEWAY,))


def one_template(name: str) -> BadRequest:
    return _invalid(
        f"The deployment '{name}' must have either the property 'template' or 'templateLink', and "
        "not both. Please see https://aka.ms/arm-deploy for usage details."
    )


def one_source_of_parameters(name: str) -> BadRequest:
    return _invalid(
        f"The deployment '{name}' cannot have both the properties 'parameters' and "
        "'parametersLink'. Please see https://aka.ms/arm-deploy for usage details."
    )


def complete_outside_group(place: Place) -> BadRequest:
    return _invalid(
        f"The deployment '{place.name}' cannot have the mode 'Complete' at {place.level.value} "
        f"scope: the only supported mode is 'Incremental'. {_LEVELS_HELP}"
    )


def mode_unknown(name: str, given: str) -> BadRequest:
    return _invalid(
        f"The mode '{given[:_SHOWN]}' of the deployment '{name}' is invalid: a mode is "
        "'Incremental' or 'Complete'."
    )


def location_missing(name: str) -> BadRequest:
    return _invalid(f"The 'location' property must be specified for '{name}'. {_LEVELS_HELP}")


def location_not_allowed(name: str) -> BadRequest:
    return _invalid(
        f"The 'location' property is not allowed for '{name}' at resource group scope. "
        f"{_LEVELS_HELP}"
    )


def location_unknown(given: str) -> BadRequest:
    return _invalid(
        f"The provided location '{given[:_SHOWN]}' is not available for deployment. List of "
        f"available regions is '{','.join(DISPLAY_NAMES)}'.",
        "LocationNotAvailableForDeployment",
    )


def on_error_without_name(name: str) -> BadRequest:
    return _invalid(
        f"The on error deployment of the deployment '{name}' has the type 'SpecificDeployment' and "
        "needs a 'deploymentName'."
    )


def content_link_invalid(link: str, accepted: str) -> BadRequest:
    """The attested sentence, and what is accepted here."""
    return _invalid(
        f"The provided content link '{link[:_SHOWN]}' is invalid or not supported. Content link "
        f"must be an absolute URI not referencing local host or UNC path. {accepted}",
        "InvalidContentLink",
    )


def content_not_available(uri: str, tracking_id: str, reason: str) -> BadRequest:
    """The attested sentence, and the reason that Azure leaves out."""
    return _invalid(
        f"Unable to download deployment content from '{uri[:_SHOWN]}'. The tracking Id is "
        f"'{tracking_id}'. Please see https://aka.ms/arm-deploy for usage details. ({reason}.)",
        "InvalidContentLink",
    )


def relative_path_without_base(path: str) -> BadRequest:
    return _invalid(
        f"The template link's relative path '{path[:_SHOWN]}' cannot be resolved: the template "
        "that it stands in was not itself given by a link. Give the deployment's own template as "
        "a 'templateLink' with a 'uri', or nest the linked template as 'template'.",
        "InvalidTemplateLink",
    )


def template_spec(link_id: str) -> BadRequest:
    return _invalid(
        f"The template link's id '{link_id[:_SHOWN]}' names a template spec, which there are none "
        "of here. A 'templateLink' has a 'uri', or a 'relativePath' in a template that was linked.",
        "InvalidTemplateLink",
    )


def content_version_mismatch(given: str, found: str) -> BadRequest:
    return _invalid(
        f"The content version '{given[:_SHOWN]}' of the link does not match the content version "
        f"'{found[:_SHOWN]}' of what it links to.",
        "ContentVersionMismatch",
    )


def vault_not_found(vault_id: str) -> BadRequest:
    return _invalid(
        f"The specified KeyVault '{vault_id[:_SHOWN]}' could not be found. Please see "
        "https://aka.ms/arm-keyvault for usage details.",
        "KeyVaultParameterReferenceNotFound",
    )


def vault_not_allowed(caller: Principal, vault_id: str) -> Forbidden:
    client = caller.app_id or caller.display_name
    return Forbidden(
        "KeyVaultParameterReferenceAuthorizationFailed",
        f"The client '{client}' with object id '{caller.object_id}' does not have permission to "
        "perform action 'MICROSOFT.KEYVAULT/VAULTS/DEPLOY/ACTION' on the specified KeyVault "
        f"resource '{vault_id[:_SHOWN]}'. Please see https://aka.ms/arm-keyvault for usage "
        "details.",
        headers=(GATEWAY,),
    )


def secret_not_retrieved(parameter: str, status: str, message: str) -> BadRequest:
    return _invalid(
        f"The secret of KeyVault parameter '{parameter[:_SHOWN]}' cannot be retrieved. Http status "
        f"code: '{status}'. Error message: '{message}'. Please see https://aka.ms/arm-keyvault for "
        "usage details.",
        "KeyVaultParameterReferenceSecretRetrieveFailed",
    )


def nested_too_deep(name: str, mark: Mark = NOWHERE) -> InvalidTemplate:
    return validation_failed(
        f"The nested deployment '{name}' exceeds the limit of nesting: deployments can be nested "
        f"at most '{DEPTH_LIMIT}' levels deep. Please see https://aka.ms/arm-template-limits for "
        "usage details.",
        mark,
    )


def too_many_nested(limit: int) -> InvalidTemplate:
    return validation_failed(
        f"The number of nested deployments limit exceeded. Limit: '{limit}'. Please see "
        "https://aka.ms/arm-template-limits for usage details."
    )


def too_much_linked(limit: int) -> InvalidTemplate:
    return validation_failed(
        f"The size of the linked templates limit exceeded. Limit: '{limit}' bytes. Please see "
        "https://aka.ms/arm-template-limits for usage details."
    )


def took_too_long(name: str, seconds: float) -> RequestTimeout:
    return RequestTimeout(
        "DeploymentValidationTimeout",
        f"The validation of the deployment '{name}' exceeds the limit of '{seconds:g}' seconds.",
        headers=(GATEWAY,),
    )


def unauthorized(resource: tuple[str, str, str], caller: Principal, action: str) -> str:
    """The attested sentence about one resource: its name, type and id."""
    name, type_name, resource_id = resource
    client = caller.app_id or caller.display_name
    return (
        f"Authorization failed for template resource '{name}' of type '{type_name}'. The client "
        f"'{client}' with object id '{caller.object_id}' does not have permission to perform "
        f"action '{action}' at scope '{resource_id}'."
    )


def not_authorized(sentences: Sequence[str]) -> BadRequest:
    """``InvalidTemplateDeployment``: 400, though it is about permissions."""
    several = "Deployment failed with multiple errors"
    words = "The template deployment failed with error" if len(sentences) == 1 else several
    return _invalid(f"{words}: '{':'.join(sentences)}'.", "InvalidTemplateDeployment")


def together(failures: Iterable[NameplateError]) -> NameplateError:
    """One failure as it is, several as the details of one."""
    every = list(failures)
    if len(every) == 1:
        return every[0]
    kinds = ",".join(_kind(each) for each in every)
    return BadRequest(
        "MultipleErrorsOccurred",
        f"Multiple error occurred: {kinds}. Please see details.",
        details=every,
        headers=(GATEWAY,),
    )


def _kind(error: NameplateError) -> str:
    """The status of an error as Azure's sentence names it."""
    return "BadRequest" if isinstance(error, BadRequest) else type(error).__name__

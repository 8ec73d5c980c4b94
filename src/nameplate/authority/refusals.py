"""What the authority refuses, in Entra's words and with its numbers.

https://learn.microsoft.com/entra/identity-platform/reference-error-codes. Of a refusal ``code`` is
``AADSTS`` and the number, ``inner_code`` OAuth's ``error`` (RFC 6749 section 5.2) and ``target``
Entra's ``suberror``. No refusal repeats a secret or an assertion.
"""

from typing import Final

from nameplate.core.clock import iso8601
from nameplate.core.cloud import Cloud
from nameplate.core.errors import (
    BadRequest,
    MethodNotAllowed,
    NameplateError,
    NotFound,
    Unauthorized,
)

_PREFIX: Final = "AADSTS"
_SHOWN: Final = 200
"""Characters of what a client sent that a message repeats."""


_CHECK_CREDENTIAL: Final = (
    "Check your federated identity credential Subject, Audience and Issuer against the presented "
    "assertion."
)


def number_of(error: NameplateError) -> int | None:
    """The number of an AADSTS error; ``None`` for what the door or the house itself refuses."""
    number = error.code.removeprefix(_PREFIX)
    return int(number) if number != error.code and number.isdigit() else None


def unknown_tenant(name: str, *, error: str) -> NameplateError:
    """Discovery says ``invalid_tenant`` and the token endpoint ``invalid_request``."""
    return bad_request(
        90002,
        error,
        f"Tenant '{shown(name)}' not found. Check to make sure you have the correct tenant ID "
        "and are signing into the correct cloud. Check with your subscription administrator, this "
        "may happen if there are no active subscriptions for the tenant.",
    )


def tenant_needed(app_id: str) -> NameplateError:
    """An application of one tenant asked at ``common`` or ``organizations``."""
    return bad_request(
        50194,
        "invalid_request",
        f"Application '{shown(app_id)}' is not configured as a multi-tenant application. Usage "
        "of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a "
        "tenant-specific endpoint or configure the application to be multi-tenant.",
    )


def missing_parameter(name: str) -> NameplateError:
    return bad_request(
        900144,
        "invalid_request",
        f"The request body must contain the following parameter: '{name}'.",
    )


def missing_scope() -> NameplateError:
    return bad_request(
        90014,
        "invalid_request",
        "The required field 'scope' is missing from the credential. Ensure that you have all the "
        "necessary parameters for the login request.",
    )


def repeated_parameter(name: str) -> NameplateError:
    """RFC 6749 section 3.2: no parameter twice."""
    return bad_request(
        9000411,
        "invalid_request",
        f"The request is not properly formatted. The parameter '{name}' is duplicated.",
    )


def malformed(what: str) -> NameplateError:
    return bad_request(90013, "invalid_request", f"Invalid input received from the user: {what}")


def unsupported_grant(grant_type: str) -> NameplateError:
    return bad_request(
        70003,
        "unsupported_grant_type",
        f"The app requested an unsupported grant type '{shown(grant_type)}'.",
    )


def invalid_scope(scope: str) -> NameplateError:
    return bad_request(
        1002012,
        "invalid_scope",
        f"The provided value for scope {shown(scope)} is not valid. Client credential flows must "
        "have a scope value with /.default suffixed to the resource identifier (application ID "
        "URI).",
    )


def invalid_delegated_scope(scope: str) -> NameplateError:
    """Of a scope that a person grants: AADSTS70011 knows no application of its own."""
    return bad_request(
        70011,
        "invalid_scope",
        "The provided request must include a 'scope' input parameter. The provided value for the "
        f"input parameter 'scope' is not valid. The scope {shown(scope)} is not valid.",
    )


def several_resources() -> NameplateError:
    return bad_request(
        28000,
        "invalid_scope",
        "Provided value for the input parameter scope is not valid because it contains more than "
        "one resource.",
    )


def unknown_resource(resource: str, tenant_name: str) -> NameplateError:
    return bad_request(
        500011,
        "invalid_resource",
        f"The resource principal named {shown(resource)} was not found in the tenant named "
        f"{tenant_name}. This can happen if the application has not been installed by the "
        "administrator of the tenant or consented to by any user in the tenant. You might have "
        "sent your authentication request to the wrong tenant.",
    )


def unknown_application(app_id: str, tenant_name: str) -> NameplateError:
    return bad_request(
        700016,
        "unauthorized_client",
        f"Application with identifier '{shown(app_id)}' was not found in the directory "
        f"'{tenant_name}'. This can happen if the application has not been installed by the "
        "administrator of the tenant or consented to by any user in the tenant. You may have sent "
        "your authentication request to the wrong tenant.",
    )


def malformed_client_id(client_id: str) -> NameplateError:
    return bad_request(
        700038,
        "unauthorized_client",
        f"'{shown(client_id)}' is not a valid application identifier.",
    )


def missing_service_principal(app_id: str, tenant_id: str) -> NameplateError:
    return bad_request(
        7000229,
        "unauthorized_client",
        f"The client application {shown(app_id)} is missing service principal in the tenant "
        f"{tenant_id}.",
    )


def disabled_application(app_id: str, name: str) -> NameplateError:
    return bad_request(
        7000112, "unauthorized_client", f"Application '{shown(app_id)}'({name}) is disabled."
    )


def disabled_user() -> NameplateError:
    return bad_request(50057, "invalid_grant", "The user account is disabled.")


def unproven_client() -> NameplateError:
    return unauthorized(
        7000216,
        "'client_assertion', 'client_secret' or 'request' is required for the "
        "'client_credentials' grant type.",
    )


def wrong_secret(app_id: str) -> NameplateError:
    return unauthorized(
        7000215,
        "Invalid client secret provided. Ensure the secret being sent in the request is the "
        f"client secret value, not the client secret ID, for a secret added to app '{app_id}'.",
    )


def expired_secret(app_id: str) -> NameplateError:
    return unauthorized(7000222, f"The provided client secret keys for app '{app_id}' are expired.")


def unsupported_assertion_type(given: str) -> NameplateError:
    return bad_request(
        50181, "invalid_request", f"Unknown client assertion type: '{shown(given)}'."
    )


def foreign_assertion(cloud: Cloud) -> NameplateError:
    """The assertion is of another application than ``client_id``."""
    return unauthorized(
        700021,
        "Client assertion application identifier doesn't match 'client_id' parameter."
        + _help(cloud),
    )


def unknown_federation(issuer: str) -> NameplateError:
    return unauthorized(
        700211,
        "No matching federated identity record found for presented assertion issuer "
        f"'{shown(issuer)}'. Please note that the matching is done using a case-sensitive "
        "comparison. Check your federated identity credential Subject, Audience and Issuer "
        "against the presented assertion.",
    )


def foreign_subject(subject: str, *, other_case: bool = False) -> NameplateError:
    found = (
        "No matching federated identity record found for presented assertion subject "
        f"'{shown(subject)}'."
    )
    if other_case:
        return unauthorized(
            7002138,
            f"{found} The subject matches with case-insensitive comparison, but not with "
            f"case-sensitive comparison. {_CHECK_CREDENTIAL}",
        )
    return unauthorized(700213, f"{found} {_CHECK_CREDENTIAL}")


def foreign_federated_audience(audience: str) -> NameplateError:
    return unauthorized(
        700212,
        "No matching federated identity record found for presented assertion audience "
        f"'{shown(audience)}'. {_CHECK_CREDENTIAL}",
    )


def own_token_as_proof() -> NameplateError:
    return unauthorized(700222, "AAD-issued tokens may not be used for federated identity flows.")


def unknown_issuer_key(key_id: str, issuer: str) -> NameplateError:
    return unauthorized(
        7000272,
        f"The certificate with identifier {shown(key_id)} used to sign the federated credential "
        f"could not be found in the metadata of identity provider {shown(issuer)}. Please "
        "validate that your Identity Provider's metadata exposes the key used to sign the "
        "incoming token.",
    )


def unreachable_issuer(reason: str) -> NameplateError:
    """The reason is ours: Entra tells none."""
    return bad_request(
        50166, "invalid_request", f"Request to External OIDC endpoint failed. {reason}".strip()
    )


def unknown_key(app_id: str, reason: str, thumbprint: str = "") -> NameplateError:
    used = f", Thumbprint of key used by client: '{shown(thumbprint)}'" if thumbprint else ""
    return unauthorized(
        700027,
        "The certificate with identifier used to sign the client assertion is not registered on "
        f"application. [Reason - {reason}{used}, see the configured keys of the app with Id "
        f"'{app_id}'].",
    )


def bad_signature(app_id: str, thumbprint: str) -> NameplateError:
    return unauthorized(
        700027,
        "Client assertion contains an invalid signature. [Reason - The key was found, but it did "
        f"not sign the assertion., Thumbprint of key used by client: '{shown(thumbprint)}', app "
        f"Id '{app_id}'].",
    )


def foreign_audience(cloud: Cloud) -> NameplateError:
    return unauthorized(
        700023, "Client assertion audience claim does not match Realm issuer." + _help(cloud)
    )


def untimely_assertion(
    cloud: Cloud, *, now: float, not_before: float, expires: float
) -> NameplateError:
    return unauthorized(
        700024,
        f"Client assertion is not within its valid time range. Current time: {iso8601(now)}, "
        f"assertion valid from {_time(not_before)}, expiry time of assertion {_time(expires)}."
        + _help(cloud),
    )


def malformed_assertion(what: str) -> NameplateError:
    return bad_request(
        50027, "invalid_request", f"JWT token is invalid or malformed: {what[:_SHOWN]}."
    )


def refused_assertion(reason: str) -> NameplateError:
    """Of an authorization grant (RFC 7523 section 3.1), not of a client's authentication."""
    return bad_request(
        50013, "invalid_grant", f"Assertion failed signature validation. [Reason - {reason}]"
    )


def untimely_grant() -> NameplateError:
    return bad_request(
        500133,
        "invalid_grant",
        "Assertion is not within its valid time range. Ensure that the assertion is not expired "
        "and that its clock is right.",
    )


def unknown_instance() -> NameplateError:
    return bad_request(50049, "invalid_instance", "Unknown or invalid instance.")


def no_such_endpoint(path: str) -> NameplateError:
    return NotFound(
        f"{_PREFIX}90100",
        f"'{shown(path)}' is not an endpoint of this authority.",
        inner_code="invalid_request",
    )


def wrong_method(method: str, allowed: tuple[str, ...]) -> NameplateError:
    return MethodNotAllowed(
        f"{_PREFIX}900561",
        f"The endpoint only accepts {', '.join(allowed)} requests. Received a "
        f"{method[:20]} request.",
        inner_code="invalid_request",
        headers=(("allow", ", ".join(allowed)),),
    )


def bad_request(
    number: int, error: str, words: str, *, suberror: str | None = None
) -> NameplateError:
    return BadRequest(f"{_PREFIX}{number}", words, inner_code=error, target=suberror)


def unauthorized(number: int, words: str) -> NameplateError:
    return Unauthorized(f"{_PREFIX}{number}", words, inner_code="invalid_client")


def _help(cloud: Cloud) -> str:
    return f" Review the documentation at {cloud.assertion_help} ." if cloud.assertion_help else ""


def shown(text: str) -> str:
    """What a client sent, short and on one line."""
    return "".join(c if c.isprintable() else "?" for c in text[:_SHOWN])


def _time(seconds: float) -> str:
    return iso8601(max(seconds, 0.0))

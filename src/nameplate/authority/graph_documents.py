"""The directory's objects as Microsoft Graph v1.0 shows them.

https://learn.microsoft.com/graph/api/resources/serviceprincipal and its siblings. Pure functions.
"""

from collections.abc import Iterable
from typing import Any

from nameplate.core.clock import iso8601
from nameplate.core.secret_value import SecretValue
from nameplate.directory.records import (
    Application,
    ClientCertificate,
    ClientSecret,
    ServicePrincipal,
    ServicePrincipalType,
    Tenant,
    User,
)


def application_document(
    application: Application,
    tenant: Tenant,
    secrets: Iterable[ClientSecret] = (),
    certificates: Iterable[ClientCertificate] = (),
) -> dict[str, Any]:
    """An ``application``; of its secrets only what is not secret."""
    return {
        "id": application.object_id,
        "deletedDateTime": None,
        "appId": application.app_id,
        "createdDateTime": _time(application.created),
        "displayName": application.display_name,
        "identifierUris": list(application.identifier_uris),
        "publisherDomain": tenant.default_domain,
        "signInAudience": "AzureADMyOrg",
        "tags": [],
        "appRoles": [],
        "keyCredentials": [_key_document(each) for each in certificates],
        "passwordCredentials": [password_document(each) for each in secrets],
    }


def service_principal_document(
    principal: ServicePrincipal, application: Application | None, tenant: Tenant
) -> dict[str, Any]:
    """A ``servicePrincipal``; a managed identity names its resource in ``alternativeNames``."""
    uris = () if application is None else application.identifier_uris
    return {
        "id": principal.object_id,
        "deletedDateTime": None,
        "accountEnabled": principal.enabled,
        "alternativeNames": _alternative_names(principal),
        "appDisplayName": _of_application(principal, principal.display_name),
        "appId": principal.app_id,
        "appOwnerOrganizationId": _of_application(principal, tenant.tenant_id),
        "appRoleAssignmentRequired": False,
        "createdDateTime": _time(principal.created),
        "displayName": principal.display_name,
        "servicePrincipalNames": [principal.app_id, *uris],
        "servicePrincipalType": principal.type.value,
        "signInAudience": _of_application(principal, "AzureADMyOrg"),
        "tags": [],
        "appRoles": [],
        "oauth2PermissionScopes": [],
        "keyCredentials": [],
        "passwordCredentials": [],
    }


def user_document(user: User) -> dict[str, Any]:
    """A ``user`` with the properties that Graph returns unasked."""
    return {
        "businessPhones": [],
        "displayName": user.display_name,
        "givenName": None,
        "jobTitle": None,
        "mail": None,
        "mobilePhone": None,
        "officeLocation": None,
        "preferredLanguage": None,
        "surname": None,
        "userPrincipalName": user.user_principal_name,
        "id": user.object_id,
    }


def organization_document(tenant: Tenant) -> dict[str, Any]:
    """The ``organization`` that a tenant is."""
    return {
        "id": tenant.tenant_id,
        "deletedDateTime": None,
        "displayName": tenant.display_name,
        "tenantType": "AAD",
        "verifiedDomains": [
            {
                "capabilities": "",
                "isDefault": True,
                "isInitial": True,
                "name": tenant.default_domain,
                "type": "Managed",
            }
        ],
    }


def password_document(secret: ClientSecret, text: SecretValue | None = None) -> dict[str, Any]:
    """A ``passwordCredential``; its text only in the answer that makes it."""
    return {
        "customKeyIdentifier": None,
        "displayName": secret.display_name or None,
        "endDateTime": _time(secret.expires),
        "hint": secret.hint,
        "keyId": secret.key_id,
        "secretText": None if text is None else text.reveal(),
        "startDateTime": _time(secret.created),
    }


def _key_document(certificate: ClientCertificate) -> dict[str, Any]:
    return {
        "customKeyIdentifier": certificate.thumbprint_sha1,
        "displayName": certificate.display_name,
        "endDateTime": _time(certificate.expires),
        "key": None,
        "keyId": certificate.key_id,
        "startDateTime": _time(certificate.created),
        "type": "AsymmetricX509Cert",
        "usage": "Verify",
    }


def _alternative_names(principal: ServicePrincipal) -> list[str]:
    if principal.resource_id is None:
        return []
    explicit = "/userassignedidentities/" in principal.resource_id.lower()
    return [f"isExplicit={explicit}", principal.resource_id]


def _of_application(principal: ServicePrincipal, value: str) -> str | None:
    """A managed identity's application is not shown: what belongs to it is ``null``."""
    return value if principal.type is ServicePrincipalType.APPLICATION else None


def _time(seconds: float) -> str:
    return iso8601(seconds, digits=0)

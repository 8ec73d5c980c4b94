"""The directory's objects as Microsoft Graph v1.0 shows them.

https://learn.microsoft.com/graph/api/resources/serviceprincipal and its siblings. Pure functions.
"""

from collections.abc import Iterable
from struct import unpack
from typing import Any
from uuid import UUID

from nameplate.core.clock import iso8601
from nameplate.core.secret_value import SecretValue
from nameplate.directory.records import (
    Application,
    AppRole,
    AppRoleAssignment,
    ClientCertificate,
    ClientSecret,
    Group,
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
    said = application.settings
    return {
        "id": application.object_id,
        "deletedDateTime": None,
        "appId": application.app_id,
        "createdDateTime": _time(application.created),
        "displayName": application.display_name,
        "groupMembershipClaims": said.group_claims,
        "identifierUris": list(application.identifier_uris),
        "isFallbackPublicClient": said.fallback_public_client,
        "publisherDomain": tenant.default_domain,
        "signInAudience": "AzureADMyOrg",
        "tags": [],
        "api": {
            "oauth2PermissionScopes": [],
            "requestedAccessTokenVersion": said.token_version,
        },
        "appRoles": [_role_document(each) for each in said.app_roles],
        "keyCredentials": [_key_document(each) for each in certificates],
        "passwordCredentials": [password_document(each) for each in secrets],
        "publicClient": {"redirectUris": list(said.public_redirect_uris)},
        "spa": {"redirectUris": []},
        "web": {"redirectUris": list(said.web_redirect_uris)},
    }


def service_principal_document(
    principal: ServicePrincipal, application: Application | None, tenant: Tenant
) -> dict[str, Any]:
    """A ``servicePrincipal``; a managed identity names its resource in ``alternativeNames``."""
    uris = () if application is None else application.identifier_uris
    roles = () if application is None else application.settings.app_roles
    return {
        "id": principal.object_id,
        "deletedDateTime": None,
        "accountEnabled": principal.enabled,
        "alternativeNames": _alternative_names(principal),
        "appDisplayName": _of_application(principal, principal.display_name),
        "appId": principal.app_id,
        "appOwnerOrganizationId": _of_application(principal, tenant.tenant_id),
        "appRoleAssignmentRequired": principal.assignment_required,
        "createdDateTime": _time(principal.created),
        "displayName": principal.display_name,
        "servicePrincipalNames": [principal.app_id, *uris],
        "servicePrincipalType": principal.type.value,
        "signInAudience": _of_application(principal, "AzureADMyOrg"),
        "tags": [],
        "appRoles": [_role_document(each) for each in roles],
        "oauth2PermissionScopes": [],
        "keyCredentials": [],
        "passwordCredentials": [],
    }


def user_document(user: User, *, whole: bool = False) -> dict[str, Any]:
    """A ``user`` with the properties that Graph returns unasked, or with the others too."""
    others = {
        "accountEnabled": user.enabled,
        "createdDateTime": _time(user.created),
        "mailNickname": user.user_principal_name.partition("@")[0],
        "userType": "Member",
    }
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
        **(others if whole else {}),
    }


def group_document(group: Group) -> dict[str, Any]:
    """A ``group``: a security group."""
    return {
        "id": group.object_id,
        "deletedDateTime": None,
        "classification": None,
        "createdDateTime": _time(group.created),
        "creationOptions": [],
        "description": group.description or None,
        "displayName": group.display_name,
        "expirationDateTime": None,
        "groupTypes": [],
        "isAssignableToRole": None,
        "mail": None,
        "mailEnabled": False,
        "mailNickname": group.mail_nickname,
        "membershipRule": None,
        "renewedDateTime": _time(group.created),
        "securityEnabled": True,
        "securityIdentifier": _security_identifier(group.object_id),
        "visibility": None,
    }


def app_role_assignment_document(
    assignment: AppRoleAssignment, *, principal_name: str, resource_name: str
) -> dict[str, Any]:
    """An ``appRoleAssignment``."""
    return {
        "id": assignment.assignment_id,
        "deletedDateTime": None,
        "appRoleId": assignment.app_role_id,
        "createdDateTime": _time(assignment.created),
        "principalDisplayName": principal_name,
        "principalId": assignment.principal_id,
        "principalType": assignment.principal_type.value,
        "resourceDisplayName": resource_name,
        "resourceId": assignment.resource_id,
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


def _role_document(role: AppRole) -> dict[str, Any]:
    return {
        "allowedMemberTypes": list(role.allowed_member_types),
        "description": role.description,
        "displayName": role.display_name,
        "id": role.id,
        "isEnabled": role.enabled,
        "origin": "Application",
        "value": role.value or None,
    }


def _security_identifier(object_id: str) -> str:
    """The id as Windows writes it: four numbers of 32 bits."""
    numbers = unpack("<4I", UUID(object_id).bytes_le)
    return "S-1-12-1-" + "-".join(map(str, numbers))


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

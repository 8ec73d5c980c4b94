"""Objects as Graph shows them."""

from dataclasses import replace

from nameplate.authority.graph_documents import (
    app_role_assignment_document,
    application_document,
    group_document,
    organization_document,
    password_document,
    service_principal_document,
    user_document,
)
from nameplate.core.secret_value import SecretValue
from nameplate.directory.records import (
    Application,
    ApplicationSettings,
    AppRole,
    AppRoleAssignment,
    ClientSecret,
    Group,
    MemberType,
    ServicePrincipal,
    ServicePrincipalType,
    User,
)
from tests.authority.world import TENANT

SITE = "/subscriptions/s/resourcegroups/g/providers/Microsoft.Web/sites/web1"
SHARED = (
    "/subscriptions/s/resourcegroups/g/providers/"
    "Microsoft.ManagedIdentity/userAssignedIdentities/one"
)
APPLICATION = Application("app", "registration", "ledger", ("api://ledger",), 0.0)
SECRET = ClientSecret("key", "app", b"digest", "abc", "", 0.0, 86_400.0)


def principal(kind: ServicePrincipalType, resource_id: str | None) -> ServicePrincipal:
    return ServicePrincipal("oid", "app", "web1", kind, True, resource_id, 0.0)


def test_a_managed_identity_names_its_resource() -> None:
    managed = ServicePrincipalType.MANAGED_IDENTITY
    system = service_principal_document(principal(managed, SITE), APPLICATION, TENANT)
    assert system["servicePrincipalType"] == "ManagedIdentity"
    assert system["alternativeNames"] == ["isExplicit=False", SITE]
    assert system["appOwnerOrganizationId"] is None
    assert system["displayName"] == "web1"
    user = service_principal_document(principal(managed, SHARED), None, TENANT)
    assert user["alternativeNames"] == ["isExplicit=True", SHARED]
    assert user["servicePrincipalNames"] == ["app"]


def test_an_application_s_principal_belongs_to_the_tenant() -> None:
    kind = ServicePrincipalType.APPLICATION
    document = service_principal_document(principal(kind, None), APPLICATION, TENANT)
    assert document["appOwnerOrganizationId"] == TENANT.tenant_id
    assert document["servicePrincipalNames"] == ["app", "api://ledger"]
    assert document["alternativeNames"] == []
    assert document["createdDateTime"] == "1970-01-01T00:00:00Z"


def test_an_application_shows_no_secret() -> None:
    document = application_document(APPLICATION, TENANT, [SECRET])
    assert (document["id"], document["appId"]) == ("registration", "app")
    assert document["passwordCredentials"] == [
        {
            "customKeyIdentifier": None,
            "displayName": None,
            "endDateTime": "1970-01-02T00:00:00Z",
            "hint": "abc",
            "keyId": "key",
            "secretText": None,
            "startDateTime": "1970-01-01T00:00:00Z",
        }
    ]
    assert "digest" not in str(document)


def test_a_password_s_text_is_shown_when_it_is_made() -> None:
    assert password_document(SECRET, SecretValue("text"))["secretText"] == "text"


def test_roles_and_redirect_uris_are_shown() -> None:
    role = AppRole("role-1", "Orders.Read", "Reader", "reads", True, ("User",))
    said = ApplicationSettings(
        app_roles=(role,), web_redirect_uris=("https://a.example",), token_version=2
    )
    application = replace(APPLICATION, settings=said)
    document = application_document(application, TENANT)
    shown = {
        "allowedMemberTypes": ["User"],
        "description": "reads",
        "displayName": "Reader",
        "id": "role-1",
        "isEnabled": True,
        "origin": "Application",
        "value": "Orders.Read",
    }
    assert document["appRoles"] == [shown]
    assert document["web"] == {"redirectUris": ["https://a.example"]}
    assert document["api"]["requestedAccessTokenVersion"] == 2
    of_principal = service_principal_document(
        principal(ServicePrincipalType.APPLICATION, None), application, TENANT
    )
    assert of_principal["appRoles"] == [shown]


def test_a_group_and_an_assignment() -> None:
    group = group_document(
        Group("b32e8f0e-1f4b-47f7-b5de-64a3c7a8a530", "Readers", "", "readers", 0.0)
    )
    assert (group["displayName"], group["description"]) == ("Readers", None)
    assert group["securityIdentifier"] == "S-1-12-1-3006172942-1207377739-2741296821-816163015"
    given = AppRoleAssignment("a", "p", MemberType.GROUP, "r", "role", 0.0)
    document = app_role_assignment_document(given, principal_name="Ann", resource_name="orders")
    assert (document["principalType"], document["resourceDisplayName"]) == ("Group", "orders")


def test_users_and_the_organization() -> None:
    user = user_document(User("oid", "op@contoso.example", "op", enabled=True, created=0.0))
    assert (user["id"], user["userPrincipalName"]) == ("oid", "op@contoso.example")
    assert "accountEnabled" not in user
    whole = user_document(User("oid", "op@c", "op", enabled=False, created=0.0), whole=True)
    assert (whole["accountEnabled"], whole["mailNickname"]) == (False, "op")
    domain = organization_document(TENANT)["verifiedDomains"][0]
    assert (domain["name"], domain["isDefault"]) == (TENANT.default_domain, True)

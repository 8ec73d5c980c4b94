"""From scope or resource to the audience."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.authority.audience import Audiences, resource_of_scope
from nameplate.authority.tenants import NamedTenant
from nameplate.authority.token_request import EndpointVersion, TokenRequest
from nameplate.core.errors import BadRequest
from tests.authority.world import CLOUD, TENANT, VAULT, World


def asked(version: EndpointVersion = EndpointVersion.V2, **fields: str) -> TokenRequest:
    return TokenRequest(
        tenant=NamedTenant(TENANT, TENANT.tenant_id),
        version=version,
        request_id="",
        grant_type="client_credentials",
        scope=fields.get("scope"),
        resource=fields.get("resource"),
    )


@pytest.mark.parametrize(
    ("scope", "resource"),
    [
        (f"{VAULT}/.default", VAULT),
        (f"{VAULT}//.default", f"{VAULT}/"),
        ("https://management.azure.com//.default", "https://management.azure.com/"),
        (f"openid profile {VAULT}/.default offline_access", VAULT),
        (f"{VAULT}/.default {VAULT}/.default", VAULT),
        ("api://ledger/.Default", "api://ledger"),
        ("7c0b0f5c-0000-4000-8000-000000000000/.default", "7c0b0f5c-0000-4000-8000-000000000000"),
    ],
)
def test_a_scope_names_one_resource(scope: str, resource: str) -> None:
    assert resource_of_scope(scope) == resource


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        (None, "AADSTS90014"),
        (" ", "AADSTS90014"),
        ("openid", "AADSTS1002012"),
        (".default", "AADSTS1002012"),
        ("/.default", "AADSTS1002012"),
        (VAULT, "AADSTS1002012"),
        (f"{VAULT}/user_impersonation", "AADSTS1002012"),
        (f"{VAULT}/.default https://graph.microsoft.com/.default", "AADSTS28000"),
    ],
)
def test_other_scopes_are_refused(scope: str | None, code: str) -> None:
    with pytest.raises(BadRequest) as refused:
        resource_of_scope(scope)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("scope", "resource"),
    [
        (f"{VAULT}/.default", VAULT),
        (f"{VAULT}/user_impersonation {VAULT}/.default openid", VAULT),
        (f"{VAULT}//user_impersonation", f"{VAULT}/"),
    ],
)
def test_a_person_may_delegate_what_there_is(scope: str, resource: str) -> None:
    assert resource_of_scope(scope, delegated=True) == resource


@pytest.mark.parametrize("scope", ["User.Read", "openid", "/user_impersonation"])
def test_a_person_may_delegate_nothing_else(scope: str) -> None:
    with pytest.raises(BadRequest, match="AADSTS70011"):
        resource_of_scope(scope, delegated=True)


@settings(max_examples=100)
@given(st.text(max_size=60))
def test_the_audience_is_always_what_was_asked_for(scope: str) -> None:
    try:
        resource = resource_of_scope(scope)
    except BadRequest:
        return
    assert scope.split().count(scope.split(maxsplit=1)[0]) >= 1
    assert any(each.startswith(f"{resource}/") for each in scope.split())


async def test_resources_of_the_cloud_are_known(world: World) -> None:
    audiences = Audiences(CLOUD, world.directory)
    assert await audiences.of(asked(scope=f"{VAULT}/.default")) == VAULT
    resource = "https://contoso.vault.azure.net/"
    assert await audiences.of(asked(EndpointVersion.V1, resource=resource)) == resource


async def test_an_application_is_a_resource_by_uri_and_by_id(world: World) -> None:
    application, _ = await world.application(identifier_uris=["api://ledger"])
    audiences = Audiences(CLOUD, world.directory)
    for resource in ("api://ledger", "api://ledger/", application.app_id):
        assert await audiences.of(asked(scope=f"{resource}/.default")) == resource


@pytest.mark.parametrize("resource", ["api://nobody", "https://evil.test", "x" * 3000])
async def test_an_unknown_resource_is_refused(world: World, resource: str) -> None:
    with pytest.raises(BadRequest) as refused:
        await Audiences(CLOUD, world.directory).of(asked(scope=f"{resource}/.default"))
    assert refused.value.code == "AADSTS500011"
    assert len(refused.value.message) < 700


async def test_v1_needs_a_resource(world: World) -> None:
    with pytest.raises(BadRequest) as refused:
        await Audiences(CLOUD, world.directory).of(asked(EndpointVersion.V1, scope="x/.default"))
    assert refused.value.code == "AADSTS900144"

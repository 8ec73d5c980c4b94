"""Users as subjects."""

from nameplate.authority.grants.users import OPERATOR_CLIENT, user_subject
from nameplate.authority.tenants import NamedTenant
from nameplate.authority.token_request import EndpointVersion, TokenRequest
from nameplate.directory.records import User
from tests.authority.world import TENANT

USER = User("oid", "op@contoso.example", "op", enabled=True, created=0.0)


def request(client_id: str) -> TokenRequest:
    return TokenRequest(
        tenant=NamedTenant(TENANT, "common"),
        version=EndpointVersion.V2,
        request_id="",
        grant_type="",
        client_id=client_id,
    )


def test_the_client_is_the_named_one_or_the_azure_cli() -> None:
    assert user_subject(USER, request("")).app_id == OPERATOR_CLIENT
    assert user_subject(USER, request("APP")).app_id == "app"
    assert user_subject(USER, request("APP"), client_id="Other").app_id == "other"


def test_a_user_s_token_is_of_the_tenant_whatever_the_path_said() -> None:
    subject = user_subject(USER, request(""))
    assert (subject.tenant_id, subject.object_id) == (TENANT.tenant_id, "oid")
    assert subject.user_principal_name == "op@contoso.example"

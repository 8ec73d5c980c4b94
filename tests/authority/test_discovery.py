"""Documents of discovery."""

import pytest

from nameplate.authority.discovery import (
    configuration_v1,
    configuration_v2,
    instances,
    regional_configuration_v2,
    workload_configuration,
)
from nameplate.authority.tenants import NamedTenant
from nameplate.core.cloud import AZURE_PUBLIC, own_cloud
from nameplate.core.errors import BadRequest
from tests.authority.world import TENANT

OWN = own_cloud("id.contoso.test", port=8443)
NAMED = NamedTenant(TENANT, TENANT.tenant_id)
COMMON = NamedTenant(TENANT, "common")


def test_the_v1_issuer_is_the_tokens_iss() -> None:
    document = configuration_v1(AZURE_PUBLIC, NAMED)
    assert document["issuer"] == AZURE_PUBLIC.issuer(TENANT.tenant_id)
    assert document["token_endpoint"].endswith(f"/{TENANT.tenant_id}/oauth2/token")
    assert document["jwks_uri"].endswith("/common/discovery/keys")


def test_projected_tokens_have_an_issuer_of_their_own() -> None:
    document = workload_configuration(AZURE_PUBLIC, NAMED)
    assert document["issuer"] == f"{AZURE_PUBLIC.authority}/{TENANT.tenant_id}/workloads"
    assert document["jwks_uri"].endswith(f"/{TENANT.tenant_id}/discovery/v2.0/keys")
    assert "{tenantid}" in workload_configuration(AZURE_PUBLIC, COMMON)["issuer"]


def test_the_v2_document_has_entra_s_members_in_entra_s_order() -> None:
    assert list(configuration_v2(AZURE_PUBLIC, NAMED)) == [
        "token_endpoint",
        "token_endpoint_auth_methods_supported",
        "jwks_uri",
        "response_modes_supported",
        "subject_types_supported",
        "id_token_signing_alg_values_supported",
        "response_types_supported",
        "scopes_supported",
        "issuer",
        "request_uri_parameter_supported",
        "userinfo_endpoint",
        "authorization_endpoint",
        "device_authorization_endpoint",
        "http_logout_supported",
        "frontchannel_logout_supported",
        "end_session_endpoint",
        "claims_supported",
        "kerberos_endpoint",
        "tenant_region_scope",
        "cloud_instance_name",
        "cloud_graph_host_name",
        "msgraph_host",
        "rbac_url",
    ]


def test_a_tenant_s_own_issuer_and_the_template_of_common() -> None:
    assert configuration_v2(AZURE_PUBLIC, NAMED)["issuer"] == (
        f"{AZURE_PUBLIC.authority}/{TENANT.tenant_id}/v2.0"
    )
    shared = configuration_v2(AZURE_PUBLIC, COMMON)
    assert shared["issuer"] == f"{AZURE_PUBLIC.authority}/{{tenantid}}/v2.0"
    assert shared["token_endpoint"] == f"{AZURE_PUBLIC.authority}/common/oauth2/v2.0/token"
    assert shared["tenant_region_scope"] is None


def test_the_document_of_an_own_domain_names_nothing_of_azure_s() -> None:
    for document in (configuration_v1(OWN, NAMED), configuration_v2(OWN, NAMED)):
        for name, value in document.items():
            if isinstance(value, str) and "://" in value:
                assert ".id.contoso.test" in value, name
        assert document["token_endpoint"].startswith("https://login.id.contoso.test:8443/")


def test_a_region_s_document_says_nothing_of_people() -> None:
    host = "westus2.login.id.contoso.test"
    document = regional_configuration_v2(OWN, NAMED, host)
    base = f"https://{host}:8443/{TENANT.tenant_id}"
    assert document["token_endpoint"] == f"{base}/oauth2/v2.0/token"
    assert document["jwks_uri"] == f"{base}/discovery/v2.0/keys"
    assert document["issuer"] == configuration_v2(OWN, NAMED)["issuer"]
    assert document["authorization_endpoint"] == "unsupported"
    assert "preferred_username" not in document["claims_supported"]
    assert list(document) == [
        "token_endpoint",
        "token_endpoint_auth_methods_supported",
        "jwks_uri",
        "response_modes_supported",
        "subject_types_supported",
        "id_token_signing_alg_values_supported",
        "response_types_supported",
        "scopes_supported",
        "issuer",
        "request_uri_parameter_supported",
        "userinfo_endpoint",
        "authorization_endpoint",
        "claims_supported",
        "tenant_region_scope",
        "cloud_instance_name",
        "cloud_graph_host_name",
        "msgraph_host",
        "rbac_url",
    ]


def test_instances_of_the_public_cloud() -> None:
    asked = f"{AZURE_PUBLIC.authority}/organizations/oauth2/v2.0/authorize"
    document = instances(AZURE_PUBLIC, asked, "1.1")
    assert list(document) == ["tenant_discovery_endpoint", "api-version", "metadata"]
    assert document["tenant_discovery_endpoint"] == (
        f"{AZURE_PUBLIC.authority}/organizations/v2.0/.well-known/openid-configuration"
    )
    assert document["metadata"][0]["aliases"][0] == AZURE_PUBLIC.authority_host
    assert len(document["metadata"]) == 5


def test_instances_of_version_1_0_name_the_v1_document() -> None:
    asked = f"{AZURE_PUBLIC.authority}/contoso/oauth2/authorize"
    document = instances(AZURE_PUBLIC, asked, "1.0")
    assert document["tenant_discovery_endpoint"].endswith(
        "/contoso/.well-known/openid-configuration"
    )


def test_instances_of_an_own_domain() -> None:
    document = instances(OWN, f"{OWN.authority}/common/oauth2/v2.0/authorize", "1.1")
    assert document["metadata"] == [
        {
            "preferred_network": "login.id.contoso.test:8443",
            "preferred_cache": "login.id.contoso.test:8443",
            "aliases": ["login.id.contoso.test:8443"],
        }
    ]


@pytest.mark.parametrize(
    "asked",
    [
        "https://login.evil.test/common/oauth2/v2.0/authorize",
        f"http://{AZURE_PUBLIC.authority_host}/common/oauth2/v2.0/authorize",
        f"https://{AZURE_PUBLIC.authority_host}:444/common/oauth2/v2.0/authorize",
        f"https://x@{AZURE_PUBLIC.authority_host}/common",
        AZURE_PUBLIC.authority,
        "nonsense",
        "https://[",
    ],
)
def test_a_foreign_instance_is_unknown(asked: str) -> None:
    with pytest.raises(BadRequest, match="AADSTS50049"):
        instances(AZURE_PUBLIC, asked, "1.1")


def test_instances_need_an_endpoint() -> None:
    with pytest.raises(BadRequest, match="AADSTS900144"):
        instances(AZURE_PUBLIC, None, "1.1")

"""A cloud's names: what is served, what is refused, what a token may be asked for."""

import pytest

from nameplate.core.cloud import AZURE_PUBLIC, own_cloud


@pytest.mark.parametrize(
    "host",
    [
        "login.microsoftonline.com",
        "LOGIN.WINDOWS.NET",
        "management.azure.com",
        "contoso.vault.azure.net",
        "web1.azurewebsites.net",
        "management.azure.com.",
        "westus2.r.login.microsoftonline.com",
        "westeurope.login.microsoft.com",
    ],
)
def test_served_names_are_not_refused(host: str) -> None:
    assert AZURE_PUBLIC.serves(host)
    assert not AZURE_PUBLIC.refuses(host)


@pytest.mark.parametrize(
    "host", ["contoso.blob.core.windows.net", "a.b.vault.azure.net", "azure.com", "x.azurecr.io"]
)
def test_other_names_of_the_real_cloud_are_refused(host: str) -> None:
    assert AZURE_PUBLIC.refuses(host)
    assert not AZURE_PUBLIC.serves(host)


@pytest.mark.parametrize("host", ["example.org", "notazure.com", "azure.com.example.org", ""])
def test_foreign_names_are_neither(host: str) -> None:
    assert not AZURE_PUBLIC.serves(host)
    assert not AZURE_PUBLIC.refuses(host)


def test_a_vault_is_one_label_before_the_suffix() -> None:
    assert AZURE_PUBLIC.vault_of("Contoso.Vault.Azure.Net") == "contoso"
    assert AZURE_PUBLIC.vault_of("a.b.vault.azure.net") is None
    assert AZURE_PUBLIC.vault_of("vault.azure.net") is None


def test_a_site_is_one_label_before_the_suffix() -> None:
    assert AZURE_PUBLIC.site_of(AZURE_PUBLIC.site_host("Web1")) == "web1"
    assert AZURE_PUBLIC.site_of("azurewebsites.net") is None


def test_a_deployment_service_stands_beside_its_site() -> None:
    assert AZURE_PUBLIC.scm_of("Web1.scm.azurewebsites.net") == "web1"
    assert AZURE_PUBLIC.scm_of("web1.azurewebsites.net") is None
    assert AZURE_PUBLIC.serves("web1.scm.azurewebsites.net")
    assert own_cloud("localhost").scm_suffix == "scm.sites.localhost"


def test_nothing_is_no_resource() -> None:
    assert not AZURE_PUBLIC.knows_resource("")
    assert AZURE_PUBLIC.knows_resource("https://appservice.azure.com/")


def test_a_region_is_one_label_before_a_regional_suffix() -> None:
    assert AZURE_PUBLIC.region_of("WestUS2.r.login.microsoftonline.com") == "westus2"
    assert AZURE_PUBLIC.region_of("westus2.login.microsoft.com") == "westus2"
    assert AZURE_PUBLIC.region_of(AZURE_PUBLIC.authority_host) is None
    assert AZURE_PUBLIC.region_of("a.b.r.login.microsoftonline.com") is None
    assert own_cloud("localhost").region_of("westus2.login.localhost") == "westus2"


def test_names_carry_the_port_where_it_is_not_443() -> None:
    cloud = own_cloud("localhost", 8443)

    assert cloud.vault_uri("Contoso") == "https://contoso.vault.localhost:8443/"
    assert cloud.vault_audience == "https://vault.localhost:8443"
    assert cloud.authority == "https://login.localhost:8443"
    assert cloud.resource_manager == "https://management.localhost:8443"


def test_production_names_carry_none() -> None:
    assert AZURE_PUBLIC.vault_uri("contoso") == "https://contoso.vault.azure.net/"
    assert AZURE_PUBLIC.resource_manager == "https://management.azure.com"


def test_issuers_name_the_tenant() -> None:
    assert AZURE_PUBLIC.issuer("t") == "https://sts.windows.net/t/"
    assert AZURE_PUBLIC.issuer_v2("t") == "https://login.microsoftonline.com/t/v2.0"


def test_a_vault_accepts_both_spellings_of_the_slash() -> None:
    assert AZURE_PUBLIC.vault_audiences == {"https://vault.azure.net", "https://vault.azure.net/"}


@pytest.mark.parametrize(
    ("resource", "known"),
    [
        ("https://vault.azure.net", True),
        ("https://vault.azure.net/", True),
        ("https://contoso.vault.azure.net", True),
        ("https://management.core.windows.net/", True),
        ("https://storage.azure.com", True),
        ("http://contoso.vault.azure.net", False),
        ("https://evil.example/vault.azure.net", False),
        ("https://evilvault.azure.net.example", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_a_token_is_asked_for_known_resources_only(resource: str, known: bool) -> None:
    assert AZURE_PUBLIC.knows_resource(resource) is known


def test_what_is_not_served_is_azures_or_nobodys() -> None:
    assert AZURE_PUBLIC.others.sql_suffix == "database.windows.net"
    others = own_cloud("id.example", 8443).others
    assert others.portal == "https://management.id.example:8443"
    assert others.sql_suffix == "sql.management.id.example"

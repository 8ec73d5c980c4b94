"""The variables of each source: by these alone clients tell them apart."""

import pytest

from nameplate.core.secret_value import SecretValue
from nameplate.workload.sources import NAMES, Source, SourceFacts, variables_of

TOKEN = "http://127.0.0.1:8141"
HTTPS = "https://localhost:8443"
SECRET = "A" * 32
BINDING = "0f6c7b6e-0000-4000-8000-6a0f3a110001"
CLIENT = "7f58e1d4-9f2c-4b06-8f0e-2f8c6a0f3a11"
FACTS = SourceFacts(TOKEN, HTTPS, SecretValue(SECRET), BINDING, "AB" * 20, CLIENT)
PATH = "/metadata/identity/oauth2/token"


@pytest.mark.parametrize(
    ("source", "variables"),
    [
        (
            Source.APP_SERVICE,
            {
                "IDENTITY_ENDPOINT": f"{TOKEN}/msi/token/",
                "IDENTITY_HEADER": SECRET,
                "MSI_ENDPOINT": f"{TOKEN}/msi/token/",
                "MSI_SECRET": SECRET,
            },
        ),
        (
            Source.APP_SERVICE_2017,
            {
                "MSI_ENDPOINT": f"{TOKEN}/msi/token/",
                "MSI_SECRET": SECRET,
                "DEFAULT_IDENTITY_CLIENT_ID": CLIENT,
            },
        ),
        (Source.IMDS, {"AZURE_POD_IDENTITY_AUTHORITY_HOST": f"{TOKEN}/imds/{SECRET}"}),
        (Source.CLOUD_SHELL, {"MSI_ENDPOINT": f"{TOKEN}/cloudshell/{SECRET}/oauth2/token"}),
        (
            Source.ARC,
            {
                "IDENTITY_ENDPOINT": f"{TOKEN}/arc/{BINDING}{PATH}",
                "IMDS_ENDPOINT": f"{TOKEN}/arc/{BINDING}",
            },
        ),
        (
            Source.SERVICE_FABRIC,
            {
                "IDENTITY_ENDPOINT": f"{HTTPS}{PATH}",
                "IDENTITY_HEADER": SECRET,
                "IDENTITY_SERVER_THUMBPRINT": "AB" * 20,
                "IDENTITY_API_VERSION": "2019-07-01-preview",
            },
        ),
        (
            Source.AZURE_ML,
            {
                "MSI_ENDPOINT": f"{TOKEN}/azureml/msi/token",
                "MSI_SECRET": SECRET,
                "DEFAULT_IDENTITY_CLIENT_ID": CLIENT,
            },
        ),
    ],
)
def test_each_source_has_its_own(source: Source, variables: dict[str, str]) -> None:
    assert variables_of(source, FACTS) == variables
    assert set(variables) <= set(NAMES)


def test_who_has_no_identity_names_none() -> None:
    facts = SourceFacts(TOKEN, HTTPS, SecretValue(SECRET), BINDING)

    assert "DEFAULT_IDENTITY_CLIENT_ID" not in variables_of(Source.AZURE_ML, facts)
    assert SECRET not in repr(facts)


def test_only_app_service_tells_a_site_of_itself() -> None:
    assert [each for each in Source if each.is_app_service] == [
        Source.APP_SERVICE,
        Source.APP_SERVICE_2017,
    ]

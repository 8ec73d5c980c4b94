"""Whose protocol a path of the token endpoint speaks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.managed_identity.paths import Addressed, Source, addressed, shown

TOKEN = "/metadata/identity/oauth2/token"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/msi/token", Addressed(Source.APP_SERVICE, None, "/msi/token")),
        ("//MSI/token//", Addressed(Source.APP_SERVICE, None, "//MSI/token//")),
        ("/azureml/msi/token", Addressed(Source.AZURE_ML, None, "/azureml/msi/token")),
        (TOKEN, Addressed(Source.IMDS, None, TOKEN)),
        ("/metadata", Addressed(Source.IMDS, None, "/metadata")),
        (f"/imds/AB12{TOKEN}", Addressed(Source.IMDS, "AB12", TOKEN)),
        (f"/imds/ab12{TOKEN}/", Addressed(Source.IMDS, "AB12", f"{TOKEN}/")),
        ("/cloudshell/AB12/oauth2/token", Addressed(Source.CLOUD_SHELL, "AB12", "/oauth2/token")),
        (f"/arc/a-1{TOKEN}", Addressed(Source.ARC, "A-1", TOKEN)),
        ("/imds/AB12", Addressed(Source.NONE, None, "/imds/AB12")),
        ("/imds/../metadata", Addressed(Source.NONE, None, "/imds/../metadata")),
        ("/elsewhere", Addressed(Source.NONE, None, "/elsewhere")),
    ],
)
def test_a_path_is_taken_apart(path: str, found: Addressed) -> None:
    assert addressed(path) == found


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (f"/imds/AB12{TOKEN}", f"imds:{TOKEN}"),
        ("/cloudshell/AB12/oauth2/token", "cloud_shell:/oauth2/token"),
        ("/msi/token/", "app_service:/msi/token/"),
        ("/cloudshell/AB12", ""),
        ("/imds/AB12", ""),
    ],
)
def test_a_path_is_shown_without_its_secret(path: str, found: str) -> None:
    assert shown(path) == found


@settings(max_examples=80)
@given(st.text(alphabet="/abcdims0-.%\u00e9\n", max_size=40))
def test_any_path_has_one_answer(path: str) -> None:
    """What is no path of ours is nobody's, and what is left of ours is a path."""
    found = addressed(path)
    assert found.rest == path or found.rest.startswith("/")
    assert found.word is None or found.word.replace("-", "").isalnum()

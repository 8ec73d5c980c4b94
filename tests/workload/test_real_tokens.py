"""Which audiences get real tokens, and which names are then the network's."""

import pytest

from nameplate.core.cloud import AZURE_PUBLIC, own_cloud
from nameplate.workload.real_tokens import RealTokens, TokenTool, read_choice

CLOUDS = (AZURE_PUBLIC, own_cloud("localhost", 8443))
VAULT, ARM = "https://vault.azure.net", "https://management.azure.com/"
CLI = TokenTool.AZURE_CLI


def choice(*words: str, emulated: tuple[str, ...] = ()) -> RealTokens:
    return read_choice(words, CLOUDS, emulated)


@pytest.mark.parametrize(
    ("resource", "tool"),
    [
        (ARM, CLI),
        ("https://management.core.windows.net/", CLI),
        ("https://graph.microsoft.com", CLI),
        ("https://storage.azure.com/", CLI),
        ("https://acct.blob.core.windows.net", CLI),
        ("api://anybodys", CLI),
        (VAULT, None),
        (f"{VAULT}/", None),
        ("https://contoso.vault.azure.net", None),
        ("https://web1.azurewebsites.net", None),
        ("https://vault.localhost:8443", None),
        ("https://management.localhost:8443/", None),
    ],
)
def test_one_tool_is_for_all_that_does_not_live_here(resource: str, tool: TokenTool | None) -> None:
    assert choice("azure-cli").tool_of(resource) is tool


@pytest.mark.parametrize(
    ("host", "passes"),
    [
        ("management.azure.com", True),
        ("Graph.Microsoft.com.", True),
        ("acct.blob.core.windows.net", True),
        ("west.api.azureml.azure.com", True),
        ("contoso.vault.azure.net", False),
        ("web1.azurewebsites.net", False),
        ("web1.scm.azurewebsites.net", False),
        ("login.microsoftonline.com", False),
        ("westeurope.login.microsoft.com", False),
        ("admin.nameplate.localhost", False),
        ("contoso.vault.localhost", False),
        ("www.example.org", False),
    ],
)
def test_names_pass_as_their_audiences_are_real(host: str, *, passes: bool) -> None:
    assert choice("azd").passes(host) is passes


def test_only_what_is_named_is_real() -> None:
    found = choice("https://management.azure.com=azd")

    assert found.tool_of(ARM) is TokenTool.AZD
    assert found.tool_of("https://management.core.windows.net") is TokenTool.AZD
    assert found.tool_of("https://graph.microsoft.com") is None
    assert found.passes("management.azure.com")
    assert not found.passes("graph.microsoft.com")
    assert not found.passes("acct.blob.core.windows.net")


def test_a_vault_is_real_where_it_is_named() -> None:
    found = choice("https://vault.azure.net=environment")

    assert found.tool_of(f"{VAULT}/") is TokenTool.ENVIRONMENT
    assert found.passes("contoso.vault.azure.net")
    assert not found.passes("login.microsoftonline.com")


def test_what_is_named_stays_here_and_the_nearest_name_counts() -> None:
    found = choice(
        "azure-cli",
        "https://graph.microsoft.com=nameplate",
        "https://storage.azure.com=azd",
        "https://acct.blob.core.windows.net=nameplate",
    )

    assert found.tool_of("https://graph.microsoft.com/") is None
    assert not found.passes("graph.microsoft.com")
    assert found.tool_of("https://other.queue.core.windows.net") is TokenTool.AZD
    assert found.tool_of("https://acct.blob.core.windows.net/") is None
    assert not found.passes("acct.blob.core.windows.net")
    assert found.passes("other.blob.core.windows.net")


def test_an_audience_with_an_emulator_stays_with_it() -> None:
    found = choice("azure-cli", emulated=("acct.blob.core.windows.net",))

    assert found.tool_of("https://storage.azure.com") is None
    assert found.tool_of("https://acct.blob.core.windows.net") is None
    assert found.tool_of(ARM) is CLI


def test_an_emulator_is_not_named_for_real_tokens() -> None:
    for pattern in ("acct.blob.core.windows.net", "*.blob.core.windows.net"):
        with pytest.raises(ValueError, match=r"has an emulator.*real-tokens\+http"):
            choice("https://storage.azure.com=azure-cli", emulated=(pattern,))


@pytest.mark.parametrize(
    "words",
    [
        ("az",),
        ("",),
        ("nameplate",),
        ("azure-cli", "azd"),
        ("https://a.example=azure-cli", "https://A.example/=azd"),
        ("=azure-cli",),
        ("https://a.example=",),
    ],
)
def test_other_words_are_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=repr(words[-1])):
        choice(*words)


def test_applications_of_this_home_are_asked_for_unless_they_are_named() -> None:
    found = choice("azure-cli", "api://theirs=azure-cli")

    assert found.may_be_registered("api://orders")
    assert not found.may_be_registered("api://theirs")
    assert not found.may_be_registered(ARM)


def test_the_choice_is_told_in_words() -> None:
    assert choice("azd").told() == "all but vaults, apps and emulators of this home by azd"
    named = choice("azure-cli", "https://graph.microsoft.com=nameplate")
    assert named.told() == (
        "https://graph.microsoft.com by nameplate, all others but vaults, apps and emulators of "
        "this home by azure-cli"
    )

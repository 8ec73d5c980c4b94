"""What az and azd are asked, and what their answers mean; texts as the tools write them."""

import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.workload.developer_tools import (
    NoRealToken,
    absent,
    command_of,
    late,
    token_from,
)
from nameplate.workload.real_tokens import TokenTool

AZ, AZD = TokenTool.AZURE_CLI, TokenTool.AZD
ARM = "https://management.azure.com/"
AT = 1_795_478_453


def refusal(tool: TokenTool, errors: str, output: str = "") -> str:
    with pytest.raises(NoRealToken) as caught:
        token_from(tool, ARM, output=output, errors=errors)
    return str(caught.value)


def test_the_commands_are_those_of_the_sdks() -> None:
    assert command_of(AZ, ARM) == (
        *("az", "account", "get-access-token", "--output", "json", "--resource", ARM),
    )
    assert command_of(AZD, ARM)[:2] == ("azd", "auth")
    assert command_of(AZD, ARM)[-2:] == ("--scope", f"{ARM}/.default")


@pytest.mark.parametrize("resource", ["--query", "a b", "x;y", "$(x)", "", "x" * 2001])
def test_a_resource_that_is_no_word_is_refused(resource: str) -> None:
    for tool in (AZ, AZD):
        with pytest.raises(NoRealToken, match="is no resource"):
            command_of(tool, resource)


def test_az_says_seconds_or_its_own_time() -> None:
    local = datetime.fromtimestamp(AT, tz=UTC).astimezone().replace(tzinfo=None)
    written = local.strftime("%Y-%m-%d %H:%M:%S.%f")
    document = {"accessToken": "t", "expiresOn": written, "tokenType": "Bearer"}

    old = token_from(AZ, ARM, output=json.dumps(document), errors="WARNING: new version")
    new = token_from(AZ, ARM, output=json.dumps({**document, "expires_on": AT + 1}), errors="")

    assert (old.text.reveal(), old.expires_on) == ("t", AT)
    assert new.expires_on == AT + 1
    assert new.client_id == ""
    assert "t" not in repr(new).partition("text=")[2].partition(",")[0].replace("SecretValue", "")


def test_azd_says_utc() -> None:
    output = '{\n  "token": "t",\n  "expiresOn": "2026-11-24T00:00:53Z"\n}\n'
    assert token_from(AZD, ARM, output=output, errors="").expires_on == AT


@pytest.mark.parametrize(
    ("errors", "said"),
    [
        ("ERROR: Please run 'az login' to setup account.\n", "is not signed in: run `az login`"),
        (
            "ERROR: Please run 'az account set' to select active account.\n",
            "is not signed in: run `az login`",
        ),
        (
            (
                "ERROR: AADSTS70043: The refresh token has expired or is invalid due to sign-in "
                "frequency checks by conditional access.\nTrace ID: 0\nCorrelation ID: 1\n"
                "Timestamp: 2026-11-23 22:59:00Z\nInteractive authentication is needed. "
                "Please run:\n"
                'az login --scope "https://management.azure.com//.default"\n'
            ),
            "has expired: run `az login`. (AADSTS70043)",
        ),
        (
            "ERROR: AADSTS700082: The refresh token has expired due to inactivity.",
            "has expired: run `az login`. (AADSTS700082)",
        ),
        (
            (
                "ERROR: AADSTS65001: The user or administrator has not consented to use the "
                "application with ID '04b07795' named 'Microsoft Azure CLI'. Send an interactive "
                "authorization request for this user and resource.\nTrace ID: 0\n"
            ),
            "Nobody has consented that the Azure CLI (az) acts for you at",
        ),
        (
            (
                "ERROR: AADSTS50076: Due to a configuration change made by your administrator, you "
                "must use multi-factor authentication to access '797f4846'."
            ),
            "A policy of the tenant asks for more",
        ),
        (
            "ERROR: AADSTS500011: The resource principal named x was not found in the tenant.",
            "knows no resource https://management.azure.com/",
        ),
        (
            "WARNING: something\nERROR: AADSTS90002: Tenant 'x' not found.\nTrace ID: 0",
            "gave no token: AADSTS90002: Tenant 'x' not found.",
        ),
        ("Traceback\n", "gave no token: Traceback"),
        ("", "gave no token: it said nothing."),
    ],
)
def test_azs_refusals_say_what_to_do(errors: str, said: str) -> None:
    assert said in refusal(AZ, errors)


@pytest.mark.parametrize(
    "errors",
    [
        (
            '{"type":"consoleMessage","timestamp":"2026-11-23T22:59:00Z","data":{"message":'
            '"\\nERROR: not logged in, run `azd auth login` to login\\n"}}\n'
        ),
        "ERROR: not logged in, run `azd auth login` to login\n",
    ],
)
def test_azd_is_not_signed_in(errors: str) -> None:
    assert "is not signed in: run `azd auth login`" in refusal(AZD, errors)


def test_azds_expired_login() -> None:
    said = '{"type":"consoleMessage","data":{"message":"ERROR: AADSTS70043: expired"}}'
    assert "has expired: run `azd auth login`. (AADSTS70043)" in refusal(AZD, said)


@pytest.mark.parametrize(
    "output",
    [
        "{",
        "[]",
        "null",
        '{"accessToken": "geheim"}',
        '{"accessToken": "geheim", "expires_on": "x"}',
    ],
)
def test_what_is_no_answer_is_never_quoted(output: str) -> None:
    assert "geheim" not in refusal(AZ, "", output)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_words_are_a_token_or_a_refusal(output: str, errors: str) -> None:
    for tool in (AZ, AZD):
        with contextlib.suppress(NoRealToken):
            token_from(tool, ARM, output=output, errors=errors)


def test_a_tool_that_is_absent_or_late() -> None:
    assert "is not installed, or not on PATH" in str(absent(AZ))
    assert "did not answer within 60 seconds" in str(late(AZD, 60.0))

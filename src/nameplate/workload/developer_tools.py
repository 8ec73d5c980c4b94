"""What az and azd are asked, and what their answers mean.

``az account get-access-token`` and ``azd auth token`` are what the SDKs' own developer credentials
run. Success is a document on standard output, whatever the exit status; their refusals are put into
one sentence that says what to do. Nothing of a document is ever quoted. Pure.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from nameplate.core.secret_value import SecretValue
from nameplate.crypto.jws import MalformedTokenError, UnverifiedToken
from nameplate.workload.real_tokens import TokenTool

_RESOURCE: Final = re.compile(r"[0-9a-zA-Z][0-9a-zA-Z.:/_-]{0,1999}")
_CODE: Final = re.compile(r"AADSTS(\d+)")
_EXPIRED: Final = ("70043", "700082", "700084", "50173", "50132", "50133")
_POLICY: Final = ("50076", "50079", "50072", "50158", "53000", "53001", "53003", "530003", "50078")
_LONGEST: Final = 300
_NOISE: Final = re.compile(r"^(Trace ID|Correlation ID|Timestamp|To re-authenticate|az |WARNING)")


class NoRealToken(Exception):
    """There is no real token, and why, in a sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class RealToken:
    """A token of the real cloud. It is never written anywhere."""

    text: SecretValue
    expires_on: int

    @property
    def client_id(self) -> str:
        """Whose it says it is: shown beside it, believed by nobody."""
        try:
            claims = UnverifiedToken.parse(self.text.reveal()).claims
        except MalformedTokenError:
            return ""
        return str(claims.get("appid") or claims.get("azp") or "")


def check_resource(resource: str) -> None:
    """Raise NoRealToken for what is no word of a command, or several scopes with a blank between.

    A run's choice is by the audience: one text must not name two.
    """
    if not _RESOURCE.fullmatch(resource):
        raise NoRealToken(f"{resource[:100]!r} is no resource that there are real tokens for.")


def command_of(tool: TokenTool, resource: str) -> tuple[str, ...]:
    """What is run for a resource. Raises NoRealToken for one that is no word of a command."""
    check_resource(resource)
    if tool is TokenTool.AZURE_CLI:
        return ("az", "account", "get-access-token", "--output", "json", "--resource", resource)
    scope = f"{resource}/.default"
    return ("azd", "auth", "token", "--output", "json", "--no-prompt", "--scope", scope)


def absent(tool: TokenTool) -> NoRealToken:
    """The tool is not there."""
    name, where = _NAMES[tool]
    return NoRealToken(f"{name} is not installed, or not on PATH: {where}.")


def late(tool: TokenTool, seconds: float) -> NoRealToken:
    """The tool has not answered in time."""
    return NoRealToken(f"{_NAMES[tool][0]} did not answer within {seconds:g} seconds.")


def token_from(tool: TokenTool, resource: str, *, output: str, errors: str) -> RealToken:
    """The token in a tool's words. Raises NoRealToken."""
    try:
        document = json.loads(output)
        text = document["accessToken" if tool is TokenTool.AZURE_CLI else "token"]
        found = RealToken(SecretValue(str(text)), _expiry(document))
    except (ValueError, KeyError, TypeError):
        raise _refused(tool, resource, _said(errors)) from None
    if not text:
        raise NoRealToken(f"{_NAMES[tool][0]} answered without a token.")
    return found


def refusal_of(code: str, resource: str, login: str, who: str) -> str | None:
    """What one of Entra's error codes means for the person at the keyboard."""
    if code in _EXPIRED:
        return f"The sign-in of {who} has expired: run `{login}`."
    if code == "65001":
        return (
            f"Nobody has consented that {who} acts for you at {resource}: run "
            f"`{login} --scope {resource}/.default`, or ask an administrator."
        )
    if code in _POLICY:
        return (
            f"A policy of the tenant asks for more before {resource}: run "
            f"`{login} --scope {resource}/.default`."
        )
    if code == "500011":
        return f"The tenant that {who} is signed in to knows no resource {resource}."
    return None


_NAMES: Final = {
    TokenTool.AZURE_CLI: ("The Azure CLI (az)", "https://aka.ms/installazurecli"),
    TokenTool.AZD: ("The Azure Developer CLI (azd)", "https://aka.ms/azd"),
}
_LOGINS: Final = {TokenTool.AZURE_CLI: "az login", TokenTool.AZD: "azd auth login"}


def _refused(tool: TokenTool, resource: str, said: str) -> NoRealToken:
    who, login = _NAMES[tool][0], _LOGINS[tool]
    code = _CODE.search(said)
    if code is not None:
        shown = f"the {who[4:]}"
        known = refusal_of(code[1], resource, login, shown)
        if known is not None:
            return NoRealToken(f"{known} (AADSTS{code[1]})")
    if code is None and (login in said or "not logged in" in said or "az account set" in said):
        return NoRealToken(f"{who} is not signed in: run `{login}`.")
    return NoRealToken(f"{who} gave no token: {_first_line(said)}")


def _said(errors: str) -> str:
    """What was said: azd writes its words as JSON, a line each."""
    lines = []
    for line in errors.splitlines():
        try:
            document = json.loads(line)
            lines.append(str(document["data"]["message"]))
        except (ValueError, KeyError, TypeError):
            lines.append(line)
    return "\n".join(lines)


def _first_line(said: str) -> str:
    for line in said.splitlines():
        text = line.strip().removeprefix("ERROR:").strip()
        if text and not _NOISE.match(text):
            return text[:_LONGEST]
    return "it said nothing."


def _expiry(document: Any) -> int:
    """``expires_on`` in seconds; az before 2.54 has the local time alone, azd has UTC."""
    if "expires_on" in document:
        return int(document["expires_on"])
    return int(datetime.fromisoformat(document["expiresOn"]).timestamp())

"""What a client asks of the authorization endpoint (RFC 6749 section 4.1.1, RFC 7636, OpenID).

Parameters that are not read here, such as ``domain_hint``, change nothing.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from nameplate.authority.authorize_refusals import (
    bad_challenge,
    bad_prompt,
    disabled_response_type,
    missing_challenge,
    nobody_signed_in,
    unknown_response_mode,
    weak_challenge_method,
)
from nameplate.authority.refusals import (
    malformed,
    missing_parameter,
    missing_scope,
    repeated_parameter,
)
from nameplate.authority.token_request import EndpointVersion, form_fields
from nameplate.edge.http import Request

_READ: Final = frozenset(
    (
        *("client_id", "redirect_uri", "response_type", "response_mode", "scope", "resource"),
        *("state", "nonce", "code_challenge", "code_challenge_method", "prompt", "login_hint"),
    )
)
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_PROMPTS: Final = frozenset(("none", "login", "select_account", "consent", "create", ""))
_LONGEST: Final = 4_000
_ALWAYS_V1: Final = "openid offline_access"
"""What the endpoint of version 1.0 always grants."""


class ResponseMode(StrEnum):
    """How the answer travels."""

    QUERY = "query"
    FRAGMENT = "fragment"
    FORM_POST = "form_post"


@dataclass(frozen=True, slots=True)
class AuthorizeParameters:
    """The parameters that are read, as they came, none twice and none endless."""

    fields: dict[str, str]

    @classmethod
    def read(cls, request: Request) -> "AuthorizeParameters":
        """From the query, or from a client's form. Raises AADSTS9000411 for one given twice."""
        pairs = form_fields(request).items() if request.method == "POST" else request.query.items()
        fields: dict[str, str] = {}
        for name, value in pairs:
            if name not in _READ:
                continue
            if name in fields:
                raise repeated_parameter(name)
            if len(value) > _LONGEST:
                raise malformed(f"'{name}' is too long.")
            fields[name] = value
        return cls(fields)

    def get(self, name: str) -> str:
        return self.fields.get(name, "")

    @property
    def mode(self) -> ResponseMode:
        """How even a refusal travels: by the query, if it is not clear."""
        try:
            return ResponseMode(self.get("response_mode") or ResponseMode.QUERY)
        except ValueError:
            return ResponseMode.QUERY

    def scope(self, version: EndpointVersion) -> str:
        """What is asked for, in the words of version 2.0."""
        if version is EndpointVersion.V2:
            if not self.get("scope").split():
                raise missing_scope()
            return self.get("scope")
        resource = self.get("resource")
        if not resource:
            raise missing_parameter("resource")
        return f"{resource}/.default {_ALWAYS_V1}"


def check(parameters: AuthorizeParameters, *, public: bool) -> str:
    """The challenge of a request that may be answered with a code; empty when there is none.

    ``public``: whether the client proves nothing. Raises an AADSTS error, also where the person
    would have to be asked and must not be.
    """
    response_type = parameters.get("response_type")
    if not response_type:
        raise missing_parameter("response_type")
    if response_type != "code":
        raise disabled_response_type(response_type)
    mode = parameters.get("response_mode")
    if mode and mode not in list(ResponseMode):
        raise unknown_response_mode(mode)
    prompts = set(parameters.get("prompt").split(" "))
    if not prompts <= _PROMPTS or ("none" in prompts and len(prompts) > 1):
        raise bad_prompt(parameters.get("prompt"))
    challenge = _challenge(parameters, public=public)
    if "none" in prompts:
        raise nobody_signed_in()
    return challenge


def _challenge(parameters: AuthorizeParameters, *, public: bool) -> str:
    challenge = parameters.get("code_challenge")
    method = parameters.get("code_challenge_method")
    if not challenge:
        if public:
            raise missing_challenge()
        return ""
    if method != "S256":
        raise weak_challenge_method(method or "plain")
    if not _CHALLENGE.fullmatch(challenge):
        raise bad_challenge()
    return challenge

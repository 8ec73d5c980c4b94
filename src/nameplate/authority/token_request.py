"""A token request, parsed once (RFC 6749 section 4.4.2, RFC 7521 sections 4.1 and 4.2).

No grant sees the form: what it may ask is a field here. Secrets are ``SecretValue`` from the start.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final
from urllib.parse import unquote_plus

from nameplate.authority.refusals import malformed, missing_parameter, repeated_parameter
from nameplate.authority.tenants import NamedTenant
from nameplate.core.errors import BadRequest
from nameplate.core.secret_value import SecretValue
from nameplate.edge.http import Request

_READ: Final = frozenset(
    (
        *("grant_type", "client_id", "client_secret", "client_assertion"),
        *("client_assertion_type", "scope", "resource", "assertion", "username", "password"),
        *("device_code", "code", "refresh_token", "client_info", "code_verifier", "redirect_uri"),
        *("flow", "action"),
    )
)


class EndpointVersion(Enum):
    """The two token endpoints: v1 is asked with ``resource`` and answers in strings."""

    V1 = "1.0"
    V2 = "2.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest:
    """What was asked of the token endpoint."""

    tenant: NamedTenant
    version: EndpointVersion
    request_id: str
    grant_type: str
    client_id: str = ""
    """As it was sent; ids are compared in lower case."""
    client_secret: SecretValue | None = None
    client_assertion: SecretValue | None = None
    client_assertion_type: str = ""
    scope: str | None = None
    resource: str | None = None
    assertion: SecretValue | None = None
    username: str = ""
    password: SecretValue | None = None
    device_code: SecretValue | None = None
    code: SecretValue | None = None
    code_verifier: SecretValue | None = None
    redirect_uri: str = ""
    refresh_token: SecretValue | None = None
    client_info: bool = False
    """Whether the client wants to be told whose tokens it gets."""
    host: str = ""
    """The authority that was asked: a region has one of its own."""

    @classmethod
    def parse(
        cls, request: Request, tenant: NamedTenant, version: EndpointVersion
    ) -> "TokenRequest":
        """Read the form and the ``Authorization`` header. Raises BadRequest (AADSTS...)."""
        fields = form_fields(request)
        grant_type = fields.get("grant_type")
        if not grant_type:
            raise missing_parameter("grant_type")
        client_id, client_secret = _client(fields, request.headers.get("authorization"))
        return cls(
            tenant=tenant,
            version=version,
            request_id=request.request_id,
            grant_type=grant_type,
            client_id=client_id,
            client_secret=_secret(client_secret),
            client_assertion=_secret(fields.get("client_assertion")),
            client_assertion_type=fields.get("client_assertion_type", ""),
            scope=fields.get("scope"),
            resource=fields.get("resource"),
            assertion=_secret(fields.get("assertion")),
            username=fields.get("username", ""),
            password=_secret(fields.get("password")),
            code=_secret(fields.get("code")),
            code_verifier=_secret(fields.get("code_verifier")),
            redirect_uri=fields.get("redirect_uri", ""),
            device_code=_secret(fields.get("device_code") or fields.get("code")),
            refresh_token=_secret(fields.get("refresh_token")),
            client_info=fields.get("client_info") == "1",
            host=request.host,
        )


def form_fields(request: Request) -> dict[str, str]:
    """The fields of a form; none that is read here may stand twice."""
    try:
        pairs = request.form()
    except BadRequest as error:
        raise malformed(error.message) from None
    fields: dict[str, str] = {}
    for name, value in pairs:
        if name in fields and name in _READ:
            raise repeated_parameter(name)
        fields[name] = value
    return fields


def _client(fields: Mapping[str, str], authorization: str | None) -> tuple[str, str | None]:
    """The client's id and secret, from the form or from ``Basic`` (RFC 6749 section 2.3.1)."""
    client_id, client_secret = fields.get("client_id", ""), fields.get("client_secret")
    if authorization is None or not authorization.lower().startswith("basic "):
        return client_id, client_secret
    if client_secret is not None or "client_assertion" in fields:
        raise malformed("a client proves itself in one way, not in two.")
    basic_id, basic_secret = _basic(authorization)
    if client_id and client_id.lower() != basic_id.lower():
        raise malformed("'client_id' and the Authorization header name different clients.")
    return basic_id, basic_secret


def _basic(authorization: str) -> tuple[str, str]:
    """Id and secret are form-encoded before they are joined.

    Clients that leave that out send the same: neither our ids nor our secrets have ``+`` or ``%``.
    """
    try:
        text = b64decode(authorization[6:].strip(), validate=True).decode()
    except (Base64Error, ValueError):
        raise malformed("the Authorization header is not Basic credentials.") from None
    client_id, colon, client_secret = text.partition(":")
    if not colon:
        raise malformed("the Authorization header is not Basic credentials.")
    return unquote_plus(client_id), unquote_plus(client_secret)


def _secret(text: str | None) -> SecretValue | None:
    return SecretValue(text) if text else None

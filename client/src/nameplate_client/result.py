"""What a caller gets: the token with its times, and who it is for.

Claims are read here without verification: a client may look at its own token to tell who it is. The
side that decides by them is ``nameplate_client.receiving``.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Principal:
    """Who a token was got for."""

    type: str
    """``App`` or ``User``."""
    app_id: str | None = None
    user_principal_name: str | None = None
    tenant_id: str | None = None
    is_authenticated: bool = False
    certificate_thumbprint: str | None = None

    def __str__(self) -> str:
        about = (
            ("AppId", self.app_id),
            ("UserPrincipalName", self.user_principal_name),
            ("TenantId", self.tenant_id),
            ("CertificateThumbprint", self.certificate_thumbprint),
        )
        shown = [f"{name}:{value}" for name, value in about if value]
        return " ".join((f"IsAuthenticated:{self.is_authenticated}", f"Type:{self.type}", *shown))


@dataclass(frozen=True, slots=True)
class AppAuthenticationResult:
    """A token, until when it is good, and for what."""

    access_token: str = field(repr=False)
    expires_on: int
    """Seconds since 1970."""
    resource: str
    token_type: str = "Bearer"  # noqa: S105 - the scheme of RFC 6750
    certificate_thumbprint: str | None = None

    def principal(self) -> Principal:
        """Who the token says it is for."""
        claims = unverified_claims(self.access_token)
        user = _user_name(claims)
        return Principal(
            type="User" if claims.get("idtyp", "user" if user else "app") == "user" else "App",
            app_id=_text(claims, "appid", "azp"),
            user_principal_name=user,
            tenant_id=_text(claims, "tid"),
            is_authenticated=True,
            certificate_thumbprint=self.certificate_thumbprint,
        )


def unverified_claims(token: str) -> Mapping[str, Any]:
    """The claims of a JWT; nothing where it is not one."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        claims = json.loads(base64.urlsafe_b64decode(padded))
    except (binascii.Error, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _user_name(claims: Mapping[str, Any]) -> str | None:
    return _text(claims, "upn", "unique_name", "preferred_username", "email")


def _text(claims: Mapping[str, Any], *names: str) -> str | None:
    for name in names:
        if isinstance(claims.get(name), str):
            return str(claims[name])
    return None

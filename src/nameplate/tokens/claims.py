"""The claims of an access token: what Entra's tokens say, in the order in which they say it.

v1.0 and v2.0 as https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
lists them, types and lifetimes as observed on managed identity tokens.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final, Literal

from nameplate.core.cloud import Cloud
from nameplate.core.randomness import random_bytes
from nameplate.crypto import base64url

TokenVersion = Literal["1.0", "2.0"]

SKEW: Final = 300
"""A token's ``iat`` and ``nbf`` lie five minutes before its issue, for clocks that are behind."""

_IDENTITY_RELATION: Final = "7 30"
"""``xms_idrel``: opaque to all but Microsoft; what tokens of managed identities carry."""

_MOST_GROUPS: Final = 200
"""More groups than these are not told but pointed at."""

_RESOURCE_GROUPS: Final = re.compile("/resourcegroups/", re.IGNORECASE)


class SubjectKind(StrEnum):
    """Who a token is for: what decides its lifetime and ``idtyp`` (a person's has none)."""

    MANAGED_IDENTITY = "managed identity"
    APPLICATION = "application"
    USER = "user"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSubject:
    """Whom a token names, and how they proved to be that."""

    object_id: str
    app_id: str
    """The client that the token is issued to; for a user, the one that they signed in with."""
    tenant_id: str
    kind: SubjectKind
    appidacr: Literal["0", "1", "2"]
    """How the client proved itself: not at all, by secret, by certificate (managed identities)."""
    display_name: str = ""
    resource_id: str | None = None
    """``xms_mirid``: the site or user-assigned identity that a managed identity is of."""
    issued_on: str | None = None
    """``xms_az_rid``: the resource on which a user-assigned identity's token was asked for."""
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] | None = None
    """Object ids, where the resource asks for them."""
    scopes: tuple[str, ...] = ()
    """What a user delegated (``scp``)."""
    user_principal_name: str | None = None
    method: str = "rsa"
    """How a user proved who they are (``amr``): ``rsa`` or ``pwd``."""


@dataclass(frozen=True, slots=True)
class TokenTimes:
    """``iat``, ``nbf`` and ``exp`` in whole seconds."""

    issued_at: int
    not_before: int
    expires_on: int

    @classmethod
    def starting(cls, now: float, lifetime: int) -> "TokenTimes":
        """The times of a token that is issued now and good for ``lifetime`` seconds."""
        issued = int(now)
        return cls(issued - SKEW, issued - SKEW, issued + lifetime)


def claims_for(
    subject: TokenSubject,
    audience: str,
    times: TokenTimes,
    cloud: Cloud,
    *,
    version: TokenVersion = "1.0",
) -> dict[str, Any]:
    """The claims of a token, absent ones left out, ready to be signed."""
    claims = {
        "aud": audience,
        "iss": cloud.issuer(subject.tenant_id),
        "iat": times.issued_at,
        "nbf": times.not_before,
        "exp": times.expires_on,
        **(_body_v1(subject, cloud) if version == "1.0" else _body_v2(subject, cloud)),
        "rh": resource_hint(subject, audience),
        "roles": list(subject.roles) or None,
        "scp": " ".join(subject.scopes) or None,
        "sub": subject_name(subject),
        "tid": subject.tenant_id,
        **_user_names(subject, version),
        "uti": base64url.encode(random_bytes(16)),
        "ver": version,
        **_managed_identity(subject),
    }
    if version == "2.0":
        claims["iss"] = cloud.issuer_v2(subject.tenant_id)
    return {name: value for name, value in claims.items() if value is not None}


def _body_v1(subject: TokenSubject, cloud: Cloud) -> dict[str, Any]:
    is_user = subject.kind is SubjectKind.USER
    return {
        "acr": "1" if is_user else None,
        "aio": base64url.encode(random_bytes(27)),
        "amr": [subject.method] if is_user else None,
        "appid": subject.app_id,
        "appidacr": subject.appidacr,
        **groups_claims(subject, cloud),
        "idp": None if is_user else cloud.issuer(subject.tenant_id),
        "idtyp": None if is_user else "app",
        "name": subject.display_name if is_user else None,
        "oid": subject.object_id,
    }


def _body_v2(subject: TokenSubject, cloud: Cloud) -> dict[str, Any]:
    is_user = subject.kind is SubjectKind.USER
    return {
        "aio": base64url.encode(random_bytes(27)),
        "azp": subject.app_id,
        "azpacr": subject.appidacr,
        **groups_claims(subject, cloud),
        "idtyp": None if is_user else "app",
        "name": subject.display_name if is_user else None,
        "oid": subject.object_id,
    }


def groups_claims(subject: TokenSubject, cloud: Cloud) -> dict[str, Any]:
    """The groups, or, when they are too many for a header, where to ask for them."""
    if subject.groups is None:
        return {}
    if len(subject.groups) <= _MOST_GROUPS:
        return {"groups": list(subject.groups)}
    kind = "users" if subject.kind is SubjectKind.USER else "servicePrincipals"
    of_subject = f"{subject.tenant_id}/{kind}/{subject.object_id}"
    host = cloud.legacy_graph_host or cloud.graph_host
    return {
        "_claim_names": {"groups": "src1"},
        "_claim_sources": {"src1": {"endpoint": f"https://{host}/{of_subject}/getMemberObjects"}},
    }


def _user_names(subject: TokenSubject, version: TokenVersion) -> dict[str, Any]:
    if version == "2.0":
        return {"preferred_username": subject.user_principal_name}
    return {"unique_name": subject.user_principal_name, "upn": subject.user_principal_name}


def _managed_identity(subject: TokenSubject) -> dict[str, Any]:
    """``resourcegroups`` is lower-case there, whatever the resource's own id says."""
    if subject.kind is not SubjectKind.MANAGED_IDENTITY:
        return {}
    return {
        "xms_az_rid": _lower_groups(subject.issued_on),
        "xms_idrel": _IDENTITY_RELATION,
        "xms_mirid": _lower_groups(subject.resource_id),
    }


def subject_name(subject: TokenSubject) -> str:
    """The object id; of a user a name that differs from client to client (pairwise)."""
    if subject.kind is not SubjectKind.USER:
        return subject.object_id
    return base64url.encode(sha256(f"{subject.object_id} {subject.app_id}".encode()).digest())


def resource_hint(subject: TokenSubject, audience: str) -> str:
    """Opaque, the same for the same tenant, client and audience."""
    digest = sha256(f"{subject.tenant_id} {subject.app_id} {audience}".encode()).digest()
    return f"1.{base64url.encode(digest[:27])}."


def _lower_groups(resource_id: str | None) -> str | None:
    return None if resource_id is None else _RESOURCE_GROUPS.sub("/resourcegroups/", resource_id)

"""The claims of an ID token: who signed in, told to the client that they signed in with.

OpenID Connect Core 1.0 section 2; v2.0 as
https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference lists them.
"""

import os
from collections.abc import Collection
from typing import Any

from nameplate.core.cloud import Cloud
from nameplate.crypto import base64url
from nameplate.tokens.claims import (
    TokenSubject,
    TokenTimes,
    groups_claims,
    resource_hint,
    subject_name,
)


def id_claims_for(
    subject: TokenSubject,
    times: TokenTimes,
    cloud: Cloud,
    *,
    issuer: str,
    scopes: Collection[str],
    nonce: str | None = None,
) -> dict[str, Any]:
    """The claims, absent ones left out. ``profile`` among the scopes brings the names.

    Roles and groups are those that the client's own application gives.
    """
    claims = {
        "aud": subject.app_id,
        "iss": issuer,
        "iat": times.issued_at,
        "nbf": times.not_before,
        "exp": times.expires_on,
        "aio": base64url.encode(os.urandom(27)),
        **groups_claims(subject, cloud),
        **(_profile(subject) if "profile" in scopes else {}),
        "nonce": nonce or None,
        "rh": resource_hint(subject, subject.app_id),
        "roles": list(subject.roles) or None,
        "sub": subject_name(subject),
        "tid": subject.tenant_id,
        "uti": base64url.encode(os.urandom(16)),
        "ver": "2.0",
    }
    return {name: value for name, value in claims.items() if value is not None}


def _profile(subject: TokenSubject) -> dict[str, Any]:
    return {
        "name": subject.display_name or None,
        "oid": subject.object_id,
        "preferred_username": subject.user_principal_name,
    }

"""Who came in: the claims of a token that was verified, v1 and v2 alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says. ``raw`` has every claim."""

    issuer: str
    audience: str
    subject: str | None
    object_id: str | None
    """``oid``: the principal. The only name of an app or a person that never changes."""
    app_id: str | None
    """``appid`` (v1) or ``azp`` (v2): the client."""
    tenant_id: str | None
    roles: frozenset[str]
    scopes: frozenset[str]
    """``scp``: what a person lets the client do for them; an app's own tokens have none."""
    expires_on: float
    raw: Mapping[str, Any] = field(repr=False)


def names(given: str | Iterable[str]) -> frozenset[str]:
    """Several names, or one."""
    return frozenset((given,) if isinstance(given, str) else given)


def claims_of(raw: Mapping[str, Any], audience: str) -> Claims:
    """The claims that decide, out of all."""
    scopes = _text(raw, "scp")
    return Claims(
        issuer=str(raw["iss"]),
        audience=audience,
        subject=_text(raw, "sub"),
        object_id=_text(raw, "oid"),
        app_id=_text(raw, "appid") or _text(raw, "azp"),
        tenant_id=_text(raw, "tid"),
        roles=_texts(raw.get("roles")),
        scopes=frozenset(scopes.split()) if scopes else frozenset(),
        expires_on=float(raw["exp"]),
        raw=raw,
    )


def _text(raw: Mapping[str, Any], name: str) -> str | None:
    found = raw.get(name)
    return found if isinstance(found, str) else None


def _texts(found: object) -> frozenset[str]:
    if not isinstance(found, list):
        return frozenset()
    return frozenset(each for each in found if isinstance(each, str))

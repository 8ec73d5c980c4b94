"""What the record of a refusal keeps beside its reason: the token's claims, and what was looked at.

The claims are those that tell who asks, for what, until when and with which roles; never the token,
and nothing that a token is made of. Facts are texts: both are JSON.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import orjson

from nameplate.core.principal import Principal

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

CLAIMS: Final = "claims"
LOOKED: Final = "looked"
_TOLD: Final = (
    *("aud", "iss", "iat", "nbf", "exp", "appid", "azp", "appidacr", "azpacr", "oid", "idtyp"),
    *("upn", "unique_name", "preferred_username", "name", "roles", "scp", "groups", "tid"),
    *("xms_mirid", "xms_az_rid", "uti", "ver"),
)
_MOST: Final = 20
"""How many values of a claim, and how many policies, are kept."""


def of_refusal(principal: Principal, looked: Sequence["DataclassInstance"]) -> dict[str, str]:
    """The facts of a refusal."""
    facts = {LOOKED: orjson.dumps([asdict(each) for each in looked[:_MOST]]).decode()}
    if claims := told(principal.claims):
        facts[CLAIMS] = orjson.dumps(claims).decode()
    return facts


def told(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Those of a token's claims that are told, in the order in which people read them."""
    return {name: _bounded(claims[name]) for name in _TOLD if name in claims}


def claims_of(facts: Mapping[str, str]) -> dict[str, Any] | None:
    """The claims that a refusal recorded; ``None`` when there was no token or none was kept."""
    text = facts.get(CLAIMS)
    found: dict[str, Any] | None = orjson.loads(text) if text else None
    return found


def looked_at(facts: Mapping[str, str]) -> list[dict[str, Any]] | None:
    """What a refusal recorded that it looked at; ``None`` when it recorded nothing of it."""
    text = facts.get(LOOKED)
    found: list[dict[str, Any]] | None = orjson.loads(text) if text else None
    return found


def _bounded(value: Any) -> Any:
    if isinstance(value, str):
        return value[:1_000]
    return value[:_MOST] if isinstance(value, list) else value

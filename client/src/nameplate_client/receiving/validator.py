"""``TokenValidator``: signature, issuer, audience, times, and who may come in.

    validator = TokenValidator.for_tenant(tenant_id, audiences=["api://orders"])
    claims = validator.validate(token, roles=["Orders.Read"])

Only what is configured is believed: issuers by their exact name, algorithms from a list, keys from
the issuer's own discovery. Nothing in a token leads anywhere.
"""

import asyncio
import re
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Self

import jwt

from nameplate_client.receiving.bearer import LONGEST
from nameplate_client.receiving.claims import Claims, claims_of, names
from nameplate_client.receiving.keys import TENANT, IssuerKeys
from nameplate_client.receiving.refusals import InsufficientScope, InvalidToken
from nameplate_client.web import secure

ASYMMETRIC: Final = frozenset(
    ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
)
_WELL_KNOWN: Final = ".well-known/openid-configuration"
_TENANT_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TYPES: Final = ("jwt", "at+jwt", "application/at+jwt")
_END: Final = 1e12  # seconds: beyond every time, and what is no number is not less either
_UNVERIFIED: Final[Any] = {"verify_signature": False}
_OPTIONS: Final[Any] = {
    "require": ["exp", "iss", "aud"],
    "verify_exp": False,  # below, with our clock
    "verify_nbf": False,
    "verify_iat": False,
    "verify_sub": False,
    "verify_jti": False,
}


class TokenValidator:
    """Decides about tokens. Make one and share it: it keeps the issuers' keys."""

    def __init__(
        self,
        *,
        issuer: str | Mapping[str, str],
        audiences: str | Iterable[str],
        required_roles: str | Iterable[str] = (),
        required_scopes: str | Iterable[str] = (),
        allowed_object_ids: str | Iterable[str] = (),
        tenants: str | Iterable[str] = (),
        clock_skew: float = 60.0,
        algorithms: str | Iterable[str] = ("RS256",),
        max_key_age: float = 3_600.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """``issuer`` is a name, or names with the addresses of their discovery documents.

        ``required_roles`` and ``required_scopes`` are all needed. ``allowed_object_ids``, where
        given, lists who may come in at all. ``tenants`` are those whose tokens count where an
        issuer's name has ``{tenantid}``. ``clock_skew`` is what clocks may differ, in seconds.
        """
        issuers = (
            {issuer: f"{issuer.rstrip('/')}/{_WELL_KNOWN}"} if isinstance(issuer, str) else issuer
        )
        self._tenants = frozenset(each.lower() for each in names(tenants))
        self._check_tenants(issuers)
        self._trusted: dict[str, tuple[IssuerKeys, str | None]] = {}
        for name, url in issuers.items():
            keys = IssuerKeys(name, url, max_age=max_key_age, clock=clock)
            for tenant in self._tenants if TENANT in name else (None,):
                self._trusted[name.replace(TENANT, tenant or TENANT)] = (keys, tenant)
        self._audiences = names(audiences)
        self._roles = names(required_roles)
        self._scopes = names(required_scopes)
        self._object_ids = frozenset(each.lower() for each in names(allowed_object_ids))
        self._skew = clock_skew
        self._algorithms = tuple(sorted(names(algorithms)))
        self._clock = clock
        self._check(issuers)

    @classmethod
    def for_tenant(
        cls,
        tenant_id: str,
        *,
        audiences: str | Iterable[str],
        authority: str = "https://login.microsoftonline.com",
        issuer_v1: str = "https://sts.windows.net",
        **more: Any,
    ) -> Self:
        """For tokens of a tenant in both versions, of Entra or of Nameplate under its names."""
        base = f"{authority.rstrip('/')}/{tenant_id}"
        issuers = {
            f"{issuer_v1.rstrip('/')}/{tenant_id}/": f"{base}/{_WELL_KNOWN}",
            f"{base}/v2.0": f"{base}/v2.0/{_WELL_KNOWN}",
        }
        return cls(issuer=issuers, audiences=audiences, **more)

    @classmethod
    def for_tenants(
        cls,
        tenant_ids: str | Iterable[str],
        *,
        audiences: str | Iterable[str],
        authority: str = "https://login.microsoftonline.com",
        issuer_v1: str = "https://sts.windows.net",
        **more: Any,
    ) -> Self:
        """For tokens of several tenants, by the documents that Entra has for all of them.

        Only the tenants that are named come in. Their names are never taken from a token.
        """
        base = authority.rstrip("/")
        issuers = {
            f"{issuer_v1.rstrip('/')}/{TENANT}/": f"{base}/common/{_WELL_KNOWN}",
            f"{base}/{TENANT}/v2.0": f"{base}/common/v2.0/{_WELL_KNOWN}",
        }
        return cls(issuer=issuers, audiences=audiences, tenants=tenant_ids, **more)

    def validate(
        self, token: str, *, roles: str | Iterable[str] = (), scopes: str | Iterable[str] = ()
    ) -> Claims:
        """The claims of a token that counts here; ``Refused`` says why it does not.

        ``roles`` and ``scopes`` are needed beside the validator's own.
        """
        header, issuer = _unverified(token)
        if issuer not in self._trusted:
            raise InvalidToken("The token is from an issuer that is not trusted here.")
        keys, tenant = self._trusted[issuer]
        kid = self._checked_header(header)
        claims = self._verified(token, keys.find(kid, tenant=tenant), issuer)
        if tenant is not None and (claims.tenant_id or "").lower() != tenant:
            raise InvalidToken("The token's tenant is not that of its issuer.")
        self._authorize(claims, names(roles), names(scopes))
        return claims

    async def validate_async(
        self, token: str, *, roles: str | Iterable[str] = (), scopes: str | Iterable[str] = ()
    ) -> Claims:
        """The same for asyncio: only what has to ask the issuer leaves the loop for a thread."""
        if not self._would_ask(token):
            return self.validate(token, roles=roles, scopes=scopes)
        return await asyncio.to_thread(self.validate, token, roles=roles, scopes=scopes)

    def _check(self, issuers: Mapping[str, str]) -> None:
        if not issuers or not all(secure(url) for url in issuers.values()):
            raise ValueError("issuers and their discovery documents have https addresses")
        if not self._audiences or not all(self._audiences):
            raise ValueError("a service knows its own audience: audiences=['api://orders']")
        if not self._algorithms or not ASYMMETRIC.issuperset(self._algorithms):
            raise ValueError(f"algorithms are some of {', '.join(sorted(ASYMMETRIC))}")
        if not 0 <= self._skew <= 600:
            raise ValueError("clock_skew is between 0 and 600 seconds")

    def _check_tenants(self, issuers: Mapping[str, str]) -> None:
        many = any(TENANT in name for name in issuers)
        if many != bool(self._tenants):
            raise ValueError(
                f"tenants=[...] goes with issuers that have {TENANT} in their name: whoever is not "
                "named is not let in"
            )
        for each in self._tenants:
            if not _TENANT_ID.fullmatch(each):
                raise ValueError(f"a tenant is named by its id, a GUID, not {each!r}")

    def _would_ask(self, token: str) -> bool:
        try:
            header, issuer = _unverified(token)
            kid = self._checked_header(header)
        except InvalidToken:
            return False
        return issuer in self._trusted and self._trusted[issuer][0].would_ask(kid)

    def _checked_header(self, header: Mapping[str, Any]) -> str:
        if header.get("alg") not in self._algorithms:
            raise InvalidToken("The token is signed with an algorithm that does not count here.")
        if "crit" in header or str(header.get("typ", "JWT")).lower() not in _TYPES:
            raise InvalidToken("The token is of a kind that does not count here.")
        kid = header.get("kid")
        if not isinstance(kid, str) or not kid:
            raise InvalidToken("The token does not name the key that it is signed with.")
        return kid

    def _verified(self, token: str, key: Any, issuer: str) -> Claims:
        try:
            raw = jwt.decode(
                token,
                key,
                algorithms=list(self._algorithms),
                audience=list(self._audiences),
                issuer=issuer,
                options=_OPTIONS,
            )
        except jwt.InvalidAudienceError:
            raise InvalidToken("The token is for another audience.") from None
        except jwt.MissingRequiredClaimError as problem:
            raise InvalidToken(f"The token has no {problem.claim}.") from None
        except (jwt.PyJWTError, ValueError, TypeError):
            raise InvalidToken("The token's signature does not fit.") from None
        self._check_times(raw)
        named = raw["aud"] if isinstance(raw["aud"], list) else [raw["aud"]]
        return claims_of(raw, next(each for each in named if each in self._audiences))

    def _check_times(self, raw: Mapping[str, Any]) -> None:
        now = self._clock()
        if not now < _time(raw, "exp") + self._skew:
            raise InvalidToken("The token has expired.")
        if "nbf" in raw and not _time(raw, "nbf") - self._skew <= now:
            raise InvalidToken("The token is not valid yet.")

    def _authorize(self, claims: Claims, roles: frozenset[str], scopes: frozenset[str]) -> None:
        if self._object_ids and (claims.object_id or "").lower() not in self._object_ids:
            raise InsufficientScope("The caller is not on the list of those who may come in.")
        if missing := (self._roles | roles) - claims.roles:
            raise InsufficientScope(f"The caller lacks {_named('role', missing)}.")
        needed = self._scopes | scopes
        if missing := needed - claims.scopes:
            raise InsufficientScope(
                f"The caller lacks {_named('scope', missing)}.", scope=" ".join(sorted(needed))
            )


def _unverified(token: str) -> tuple[Mapping[str, Any], str]:
    """The header, and the issuer that the token claims: only to choose whose keys are tried."""
    if len(token) > LONGEST:
        raise InvalidToken("The token is too long.")
    try:
        found = jwt.decode_complete(token, options=_UNVERIFIED)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        raise InvalidToken("The token is no signed JWT.") from None
    issuer = found["payload"].get("iss")
    return found["header"], issuer if isinstance(issuer, str) else ""


def _time(raw: Mapping[str, Any], name: str) -> float:
    found = raw[name]
    if isinstance(found, bool) or not isinstance(found, int | float) or not abs(found) < _END:
        raise InvalidToken(f"The token's {name} is no time.")
    return found


def _named(noun: str, listed: Iterable[str]) -> str:
    shown = sorted(listed)
    return f"the {noun}{'s' if len(shown) > 1 else ''} {', '.join(shown)}"

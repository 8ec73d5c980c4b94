"""The keys of an issuer: OpenID Connect Discovery 1.0 and RFC 7517, kept while they are good.

Keys are asked for when none are there, again from half their age on, and at most once a minute when
a token names a key that is not known: then the issuer has rotated, or somebody plays. Keys that are
older than their age count no more, whatever the reason: without keys nothing is believed.
"""

import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jwt import PyJWK, PyJWTError

from nameplate_client.receiving.refusals import InvalidToken, KeysUnavailable
from nameplate_client.web import FetchFailed, Reply, fetch, secure

UNKNOWN_EVERY: Final = 60.0
RETRY_AFTER: Final = 5.0
SECONDS: Final = 5.0
MOST_KEYS: Final = 100

_log = logging.getLogger(__name__)


TENANT: Final = "{tenantid}"
"""What stands for a tenant in the name of an issuer that is many tenants' (Entra's ``common``)."""


@dataclass(frozen=True, slots=True)
class _Key:
    public: Any
    issuer: str | None
    """Whose tokens alone it signs, where the issuer says so of its keys."""

    def signs_for(self, tenant: str | None) -> bool:
        """Entra marks the keys in its ``common`` documents that are one tenant's alone."""
        if tenant is None or self.issuer is None or TENANT in self.issuer:
            return True
        return tenant in self.issuer.lower().split("/")


@dataclass(frozen=True, slots=True)
class _Loaded:
    keys: Mapping[str, _Key]
    at: float


class IssuerKeys:
    """The keys of one issuer; safe for threads, one request at a time."""

    def __init__(
        self,
        issuer: str,
        discovery_url: str,
        *,
        max_age: float,
        clock: Callable[[], float],
        get: Callable[[str], Reply] | None = None,
    ) -> None:
        self._issuer = issuer
        self._discovery_url = discovery_url
        self._max_age = max_age
        self._clock = clock
        self._get = get if get is not None else (lambda url: fetch(url, seconds=SECONDS))
        self._loaded: _Loaded | None = None
        self._asked_for_unknown = float("-inf")
        self._failed = float("-inf")
        self._lock = threading.Lock()

    def find(self, kid: str, *, tenant: str | None = None) -> Any:
        """The public key of a name; asks the issuer if it has to.

        ``tenant``: the one that the token is of, where the issuer is many tenants'.
        """
        if self.would_ask(kid):
            self._ask(kid)
        loaded = self._good()
        if loaded is None:
            raise KeysUnavailable("The issuer's keys cannot be had.")
        key = loaded.keys.get(kid)
        if key is None or not key.signs_for(tenant):
            raise InvalidToken("The token is signed with a key that its issuer does not have.")
        return key.public

    def would_ask(self, kid: str) -> bool:
        """Whether the issuer is asked for this key: whoever cannot wait does it elsewhere."""
        return self._wants(kid) and not (self._knows(kid) and self._lock.locked())

    def _knows(self, kid: str) -> bool:
        loaded = self._good()
        return loaded is not None and kid in loaded.keys

    def _wants(self, kid: str) -> bool:
        now = self._clock()
        loaded = self._good()
        if now - self._failed < (RETRY_AFTER if loaded is None else UNKNOWN_EVERY):
            return False
        if loaded is None:
            return True
        if kid not in loaded.keys:
            return now - self._asked_for_unknown >= UNKNOWN_EVERY
        return now - loaded.at >= self._max_age / 2

    def _good(self) -> _Loaded | None:
        loaded = self._loaded
        if loaded is None or self._clock() - loaded.at >= self._max_age:
            return None
        return loaded

    def _ask(self, kid: str) -> None:
        if not self._lock.acquire(blocking=not self._knows(kid)):
            return  # another thread renews; the key that is known will do
        try:
            if not self._wants(kid):
                return  # another thread has asked meanwhile
            now = self._clock()
            if self._good() is not None and not self._knows(kid):
                self._asked_for_unknown = now
            self._loaded = _Loaded(self._fetched(), now)
        except FetchFailed as problem:
            self._failed = self._clock()
            _log.warning(
                "keys of an issuer could not be had",
                extra={"issuer": self._issuer, "reason": str(problem)},
            )
        finally:
            self._lock.release()

    def _fetched(self) -> dict[str, _Key]:
        configuration = self._document(self._discovery_url)
        if configuration.get("issuer") != self._issuer:
            raise FetchFailed("the discovery document is another issuer's")
        address = configuration.get("jwks_uri")
        if not isinstance(address, str) or not secure(address):
            raise FetchFailed("the discovery document names no https address of keys")
        listed = self._document(address).get("keys")
        keys = dict(_usable(listed if isinstance(listed, list) else []))
        if not keys:
            raise FetchFailed("the issuer shows no key that could verify a signature")
        return keys

    def _document(self, url: str) -> dict[str, Any]:
        reply = self._get(url)
        if reply.status != 200:
            raise FetchFailed(f"the issuer answered {reply.status}")
        try:
            document = json.loads(reply.body)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise FetchFailed("the issuer answered something else than a JSON object")
        return document


def _usable(listed: list[Any]) -> list[tuple[str, _Key]]:
    """Public keys for signatures; whatever else an issuer lists is passed over."""
    found = []
    for jwk in listed[:MOST_KEYS]:
        if not isinstance(jwk, dict) or jwk.get("use", "sig") != "sig":
            continue
        if jwk.get("kty") not in ("RSA", "EC") or not isinstance(jwk.get("kid"), str):
            continue
        try:
            issuer = jwk.get("issuer")
            key = _Key(PyJWK.from_dict(jwk).key, issuer if isinstance(issuer, str) else None)
            found.append((jwk["kid"], key))
        except (PyJWTError, ValueError, TypeError):
            continue
    return found

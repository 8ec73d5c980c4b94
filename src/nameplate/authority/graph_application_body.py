"""What Graph is asked to register: applications, with roles, redirect URIs and certificates."""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit

from nameplate.authority.graph_body import (
    flag,
    invalid,
    json_object,
    listed,
    optional_text,
    part,
    required_guid,
    required_text,
)
from nameplate.core.errors import BadRequest
from nameplate.directory.records import ApplicationSettings, AppRole
from nameplate.edge.http import Request

_MEMBER_TYPES: Final = ("User", "Application")
_GROUP_CLAIMS: Final = frozenset(
    ("None", "SecurityGroup", "ApplicationGroup", "DirectoryRole", "All")
)
_VALUE: Final = re.compile(r"[!#$%&'()*+,\-./0-9:;<=>?@A-Z\[\]^_`a-z{|}~]{1,250}")
_MOST_ROLES: Final = 1200
_MOST_URIS: Final = 256


@dataclass(frozen=True, slots=True)
class WantedApplication:
    """What a body says; ``None`` where it says nothing."""

    display_name: str | None
    identifier_uris: tuple[str, ...] | None
    certificates: tuple[tuple[str, bytes], ...]
    """Names and encodings of new ones."""
    kept_keys: frozenset[str] | None
    """Ids of the certificates that stay, where the body lists them."""
    body: dict[str, Any]

    @classmethod
    def parse(cls, request: Request) -> "WantedApplication":
        """Read the body of ``POST /applications`` or of ``PATCH``."""
        body = json_object(request)
        keys = listed(body, "keyCredentials", dict) if "keyCredentials" in body else None
        new = [each for each in keys or () if each.get("key") is not None]
        kept = [each.get("keyId") for each in keys or () if each.get("key") is None]
        if not all(isinstance(each, str) for each in kept):
            raise invalid("keyCredentials")
        return cls(
            display_name=required_text(body, "displayName") if "displayName" in body else None,
            identifier_uris=_uris(body) if "identifierUris" in body else None,
            certificates=tuple(_certificate(each) for each in new),
            kept_keys=None if keys is None else frozenset(str(each).lower() for each in kept),
            body=body,
        )

    def settings(self, held: ApplicationSettings) -> ApplicationSettings:
        """The settings that there are, with what the body says. Raises BadRequest."""
        body, changes = self.body, dict[str, Any]()
        if "appRoles" in body:
            changes["app_roles"] = _roles(body, held.app_roles)
        if "web" in body:
            changes["web_redirect_uris"] = _redirects(part(body, "web"), web=True)
        if "publicClient" in body:
            changes["public_redirect_uris"] = _redirects(part(body, "publicClient"), web=False)
        if listed(part(body, "spa"), "redirectUris", str):
            raise BadRequest("Request_BadRequest", "Single-page applications are not served here.")
        if "isFallbackPublicClient" in body:
            changes["fallback_public_client"] = bool(flag(body, "isFallbackPublicClient"))
        if "groupMembershipClaims" in body:
            changes["group_claims"] = _group_claims(body)
        if "requestedAccessTokenVersion" in part(body, "api"):
            changes["token_version"] = _version(part(body, "api"))
        return replace(held, **changes)


def _uris(body: dict[str, Any]) -> tuple[str, ...]:
    uris = listed(body, "identifierUris", str)
    if not all(0 < len(uri) <= 255 and ":" in uri and not uri.isspace() for uri in uris):
        raise invalid("identifierUris")
    return tuple(uris)


def _roles(body: dict[str, Any], held: tuple[AppRole, ...]) -> tuple[AppRole, ...]:
    roles = tuple(_role(each) for each in listed(body, "appRoles", dict, most=_MOST_ROLES))
    ids, values = [each.id for each in roles], [each.value for each in roles if each.value]
    if len(set(ids)) != len(ids) or len(set(values)) != len(values):
        raise BadRequest(
            "Request_BadRequest", "Property appRoles has two roles with the same id or value."
        )
    gone = [each for each in held if each.enabled and each.id not in ids]
    if gone:
        raise BadRequest(
            "CannotDeleteOrUpdateEnabledEntitlement",
            "Permission (scope or role) cannot be deleted or updated unless disabled first.",
        )
    return roles


def _role(given: dict[str, Any]) -> AppRole:
    types = listed(given, "allowedMemberTypes", str)
    if not types or not set(types) <= set(_MEMBER_TYPES):
        raise invalid("appRoles.allowedMemberTypes")
    value = optional_text(given, "value") or ""
    if value and not _VALUE.fullmatch(value):
        raise invalid("appRoles.value")
    enabled = flag(given, "isEnabled")
    return AppRole(
        id=required_guid(given, "id"),
        value=value,
        display_name=required_text(given, "displayName"),
        description=optional_text(given, "description") or "",
        enabled=True if enabled is None else enabled,
        allowed_member_types=tuple(dict.fromkeys(types)),
    )


def _redirects(given: dict[str, Any], *, web: bool) -> tuple[str, ...]:
    """Where answers may go: absolute, without a fragment; on the web by TLS or on loopback."""
    uris = listed(given, "redirectUris", str, most=_MOST_URIS)
    if not all(_fits(uri, web=web) for uri in uris):
        raise invalid("redirectUris")
    return tuple(uris)


def _fits(uri: str, *, web: bool) -> bool:
    try:
        parts = urlsplit(uri)
        host = parts.hostname or ""
    except ValueError:
        return False
    if not parts.scheme or "#" in uri or "*" in uri or len(uri) > 255 or not uri.isprintable():
        return False
    if parts.scheme in ("http", "https"):
        loopback = host in ("localhost", "127.0.0.1", "::1")
        return bool(host) and parts.username is None and (parts.scheme == "https" or loopback)
    return not web and parts.scheme not in ("javascript", "data", "vbscript", "file", "blob")


def _group_claims(body: dict[str, Any]) -> str | None:
    value = optional_text(body, "groupMembershipClaims")
    if value is None:
        return None
    if not {each.strip() for each in value.split(",")} <= _GROUP_CLAIMS:
        raise invalid("groupMembershipClaims")
    return value


def _version(api: dict[str, Any]) -> int | None:
    version = api.get("requestedAccessTokenVersion")
    if version is None:
        return None
    if isinstance(version, bool) or version not in (1, 2):
        raise invalid("api.requestedAccessTokenVersion")
    return int(version)


def _certificate(credential: dict[str, Any]) -> tuple[str, bytes]:
    name, key = credential.get("displayName") or "", credential.get("key")
    if not isinstance(key, str) or not isinstance(name, str):
        raise invalid("keyCredentials")
    try:
        # Lines of base64, as in a PEM file, are what az sends.
        return name, b64decode("".join(key.split()), validate=True)
    except (Base64Error, ValueError):
        raise invalid("keyCredentials") from None

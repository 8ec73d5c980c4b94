"""A certificate out of Key Vault, for ``KeyVaultCertificateSecretIdentifier``.

The vault's challenge says which authority and resource it wants a token of; it is answered for
hosts of Key Vault only, because whoever is answered gets a token.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from nameplate_client import certificates
from nameplate_client.certificates import Certificate
from nameplate_client.errors import SourceFailed
from nameplate_client.web import FetchFailed, Reply, fetch

SUFFIXES: Final = (
    *(".vault.azure.net", ".vault.azure.cn"),
    *(".vault.usgovcloudapi.net", ".vault.microsoftazure.de"),
)
_API_VERSION: Final = "7.0"
_PARAMETER: Final = re.compile(r'([a-z_]+)="([^"]*)"')
_CONTENT_TYPE: Final = "application/x-pkcs12"


@dataclass(frozen=True, slots=True)
class Fetched:
    """The certificate, and the tenant that the vault trusts."""

    certificate: Certificate
    tenant_id: str


def check_identifier(identifier: str) -> str:
    """The host of a secret's identifier; refused where it is none of Key Vault."""
    parts = urlsplit(identifier)
    host = (parts.hostname or "").lower()
    if parts.scheme != "https" or parts.username or parts.query or parts.port not in (None, 443):
        raise SourceFailed("KeyVaultCertificateSecretIdentifier is https://VAULT/secrets/NAME.")
    if not host.endswith(SUFFIXES):
        raise SourceFailed(
            f"KeyVaultCertificateSecretIdentifier names {host}, which is no vault of Key Vault "
            f"({', '.join(suffix[1:] for suffix in SUFFIXES)})."
        )
    if not re.fullmatch(r"/secrets/[0-9A-Za-z-]+(/[0-9A-Za-z]+)?/?", parts.path):
        raise SourceFailed("KeyVaultCertificateSecretIdentifier is https://VAULT/secrets/NAME.")
    return host


def certificate_of(
    identifier: str, token_for: Callable[[str], str], get: Callable[..., Reply] = fetch
) -> Fetched:
    """Read the secret of a certificate; ``token_for`` gives a token for the vault's resource."""
    host = check_identifier(identifier)
    try:
        challenge = get(identifier)
        authority, resource = _challenged(challenge, host)
        answer = get(
            f"{identifier.rstrip('/')}?api-version={_API_VERSION}",
            {"Authorization": f"Bearer {token_for(resource)}"},
        )
    except FetchFailed as problem:
        raise SourceFailed(f"The certificate could not be fetched: {problem}.") from None
    tenant = urlsplit(authority).path.strip("/").partition("/")[0]
    return Fetched(_certificate(_bundle(answer)), tenant)


def _challenged(reply: Reply, host: str) -> tuple[str, str]:
    header = reply.headers.get("WWW-Authenticate", "")
    found = dict(_PARAMETER.findall(header))
    authority = found.get("authorization") or found.get("authorization_uri")
    resource = found.get("resource")
    if reply.status != 401 or not authority or not resource:
        raise SourceFailed(f"{host} did not say which token it wants (status {reply.status}).")
    if not host.endswith("." + (urlsplit(resource).hostname or "?")):
        raise SourceFailed(f"{host} asks for a token for {resource}, which is not its own.")
    return authority, resource


def _bundle(reply: Reply) -> dict[str, Any]:
    try:
        document = json.loads(reply.body)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise SourceFailed(f"Key Vault answered {reply.status} without JSON.")
    if reply.status != 200:
        error = document.get("error")
        said = error.get("message") if isinstance(error, dict) else None
        raise SourceFailed(f"Key Vault answered {reply.status}: {said or 'no reason given'}")
    return document


def _certificate(bundle: dict[str, Any]) -> Certificate:
    if bundle.get("contentType") != _CONTENT_TYPE:
        raise SourceFailed(
            f"The secret's content type is {bundle.get('contentType')!r}; "
            f"a certificate's is {_CONTENT_TYPE}."
        )
    try:
        return certificates.from_pkcs12(base64.b64decode(str(bundle.get("value")), validate=True))
    except (ValueError, binascii.Error):
        raise SourceFailed("The secret holds no PKCS #12 archive with a private key.") from None

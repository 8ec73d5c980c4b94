"""An application's own credentials in the developer's environment, as the SDKs read them.

AZURE_TENANT_ID and AZURE_CLIENT_ID with AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH (PEM,
RSA, without a password) or AZURE_FEDERATED_TOKEN_FILE; AZURE_AUTHORITY_HOST where it is not the
public one. RFC 6749 section 4.4 and RFC 7523 section 2.2. The child never sees these variables.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from nameplate.core.secret_value import SecretValue
from nameplate.workload.developer_tools import (
    NoRealToken,
    RealToken,
    check_resource,
    refusal_of,
)

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_SECONDS: Final = 600
_PROOFS: Final = (
    *("AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE"),
)
_CODE: Final = re.compile(r"AADSTS(\d+)")
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """A form to post."""

    url: str
    form: bytes = field(repr=False)


def token_request(
    environment: Mapping[str, str],
    resource: str,
    *,
    authority: str,
    now: float,
    read: Callable[[Path], bytes] = Path.read_bytes,
) -> TokenRequest:
    """What is asked for a resource; ``authority`` is the public one. Raises NoRealToken."""
    check_resource(resource)
    names = ("AZURE_TENANT_ID", "AZURE_CLIENT_ID")
    missing = [name for name in names if not environment.get(name)]
    if not any(environment.get(name) for name in _PROOFS):
        missing.append(f"one of {', '.join(_PROOFS)}")
    if missing:
        raise NoRealToken(f"The environment has no credentials: set {' and '.join(missing)}.")
    base = environment.get("AZURE_AUTHORITY_HOST") or authority
    base = base.rstrip("/") if "://" in base else f"https://{base.rstrip('/')}"
    if urlsplit(base).scheme != "https":
        raise NoRealToken("AZURE_AUTHORITY_HOST is no https address.")
    url = f"{base}/{environment['AZURE_TENANT_ID']}/oauth2/v2.0/token"
    form = {
        "grant_type": "client_credentials",
        "client_id": environment["AZURE_CLIENT_ID"],
        "scope": f"{resource}/.default",
        **_proof(environment, url, now, read),
    }
    return TokenRequest(url, urlencode(form).encode())


def token_in(status: int, body: bytes, resource: str, now: float) -> RealToken:
    """The token in the authority's answer. Raises NoRealToken."""
    try:
        document = json.loads(body)
        if status == 200:
            lifetime = int(document["expires_in"])
            return RealToken(SecretValue(str(document["access_token"])), int(now) + lifetime)
        words = str(document["error_description"])
    except (ValueError, KeyError, TypeError):
        raise NoRealToken(f"The authority answered {status} without a token.") from None
    code = _CODE.search(words)
    who = "the application in AZURE_CLIENT_ID"
    known = refusal_of(code[1], resource, "az login", who) if code is not None else None
    first = words.splitlines()[0][:_LONGEST] if words else f"status {status}"
    raise NoRealToken(known or f"The authority refused {who}: {first}")


def _proof(
    environment: Mapping[str, str], url: str, now: float, read: Callable[[Path], bytes]
) -> dict[str, str]:
    if secret := environment.get("AZURE_CLIENT_SECRET"):
        return {"client_secret": secret}
    name = next(each for each in _PROOFS[1:] if environment.get(each))
    try:
        content = read(Path(environment[name]))
        if name == "AZURE_FEDERATED_TOKEN_FILE":
            assertion = content.decode("ascii").strip()
        else:
            assertion = _assertion(content, environment["AZURE_CLIENT_ID"], url, now)
    except OSError as problem:
        raise NoRealToken(f"{name} cannot be read: {problem.strerror}.") from None
    except (ValueError, TypeError):
        raise NoRealToken(f"{name} names no file of the kind that it should.") from None
    return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}


def _assertion(pem: bytes, client_id: str, url: str, now: float) -> str:
    from nameplate.crypto.jws import compact  # noqa: PLC0415 - one kind of credentials
    from nameplate.crypto.signing import SigningKey  # noqa: PLC0415

    claims: dict[str, Any] = {
        "aud": url,
        "iss": client_id,
        "sub": client_id,
        "jti": str(uuid4()),
        "iat": int(now),
        "nbf": int(now),
        "exp": int(now) + _ASSERTION_SECONDS,
    }
    return compact(SigningKey.from_pem(pem), claims)

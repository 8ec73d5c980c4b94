"""Files that a child's trust variables point at: what was in force, and our roots.

Named by their content, so that two runs share a file and a running child keeps its own. Public
certificates only.
"""

import os
import ssl
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from nameplate.config.home import Home
from nameplate.core.cloud import Cloud
from nameplate.workload.environment import JAVA_STORE_PASSWORD, Trust
from nameplate.workload.node_hook import hook_source

REPLACING: Final = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO")
"""Variables whose file takes the place of what the client would trust."""
ADDING: Final = ("NODE_EXTRA_CA_CERTS",)
"""Variables whose file is added to what the client trusts."""
_SYSTEM: Final = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
_MARK: Final = b"-----BEGIN CERTIFICATE-----"


def make_trust(
    home: Home, inherited: Mapping[str, str], roots: bytes, cloud: Cloud, *, java: bool = True
) -> tuple[Trust, tuple[str, ...]]:
    """Write every file that is missing; returns the trust, and warnings about what was there.

    ``java``: its store too, which takes longer to make than all the others.
    """
    warnings: list[str] = []
    default = _default(inherited)
    files = {}
    for name in (*REPLACING, *ADDING):
        before = b"" if name in ADDING else default
        if given := inherited.get(name):
            content = read_certificates(Path(given))
            if content is None:
                warnings.append(f"{name} names {given}, which has no certificates: not used")
            before = content or before
        files[name] = str(_kept(home, _joined((before, roots)), "pem"))
    if not default:
        warnings.append("no system bundle was found: children trust nothing but our names")
    store = str(_java_store(home, _joined((default, roots)))) if java else None
    hook = _kept(home, hook_source(cloud).encode(), "cjs")
    return Trust(files, store, str(hook)), tuple(warnings)


def read_certificates(place: Path) -> bytes | None:
    """The certificates of a bundle, or of a folder of them; ``None`` when there are none."""
    try:
        if place.is_dir():
            found = _joined(path.read_bytes() for path in sorted(place.iterdir()) if path.is_file())
        else:
            found = place.read_bytes()
    except OSError:
        return None
    return found if _MARK in found else None


def _default(inherited: Mapping[str, str]) -> bytes:
    """The bundle in force: the caller's, else the system's."""
    compiled = ssl.get_default_verify_paths().openssl_cafile
    for place in (inherited.get("SSL_CERT_FILE"), compiled, *_SYSTEM):
        content = read_certificates(Path(place)) if place else None
        if content is not None:
            return content
    return b""


def _joined(parts: Iterable[bytes]) -> bytes:
    return b"".join(part.rstrip(b"\n") + b"\n" for part in parts if part.strip())


def _kept(home: Home, content: bytes, suffix: str) -> Path:
    """The file of this content, written whole or not at all."""
    path = home.bundles / f"{sha256(content).hexdigest()[:24]}.{suffix}"
    if not path.exists():
        _write(path, content)
    return path


def _write(path: Path, content: bytes) -> None:
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    partial.replace(path)


def _java_store(home: Home, bundle: bytes) -> Path:
    """The same certificates as Java wants them; made once for each bundle."""
    path = home.bundles / f"{sha256(bundle).hexdigest()[:24]}.p12"
    if not path.exists():
        from nameplate.crypto.trust_store import java_trust_store  # noqa: PLC0415 - loads X.509

        _write(path, java_trust_store(bundle, JAVA_STORE_PASSWORD))
    return path

"""A vault's data plane as commands see it, and how they name a secret."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlsplit

from nameplate.cli.client import Reply
from nameplate.cli.command import Invocation, option
from nameplate.cli.failures import usage

API_VERSION: Final = "7.5"

VAULT: Final = option("--vault-name", metavar="VAULT", help="the vault")
SECRET: Final = option("--name", "-n", metavar="NAME", help="the secret")
ID: Final = option("--id", metavar="URL", help="the secret's id, instead of vault and name")
VERSION: Final = option("--version", "-v", metavar="VERSION", help="the version (default: newest)")
ONE_SECRET: Final = (VAULT, SECRET, ID)


@dataclass(frozen=True, slots=True)
class SecretName:
    """What a command's options name: a vault, perhaps a secret, perhaps a version of it."""

    base: str
    name: str
    version: str

    @property
    def path(self) -> str:
        """``name[/version]`` in a URL."""
        return quote(self.name, safe="") + (f"/{self.version}" if self.version else "")


class VaultApi:
    """The vault that a command means."""

    def __init__(self, call: Invocation, base: str) -> None:
        self._api = call.connection.api
        self._base = base.rstrip("/")

    def send(self, method: str, path: str, body: Any = None) -> Reply:
        """Send a request to the vault."""
        return self._api.call(method, self._url(path), body)

    def items(self, path: str) -> Iterator[dict[str, Any]]:
        """Every item of a list."""
        return self._api.pages(self._url(path))

    def _url(self, path: str) -> str:
        return f"{self._base}/{path}?api-version={API_VERSION}"


def open_vault(call: Invocation) -> VaultApi:
    """The vault of ``--vault-name``."""
    return VaultApi(call, _base(call))


def named_secret(call: Invocation) -> tuple[VaultApi, SecretName]:
    """The vault and the secret of ``--vault-name`` and ``--name``, or of ``--id``."""
    arguments = call.arguments
    version = getattr(arguments, "version", None) or ""
    if getattr(arguments, "id", None):
        named = read_id(arguments.id)
        named = SecretName(named.base, named.name, version or named.version)
    elif arguments.name:
        named = SecretName(_base(call), arguments.name, version)
    else:
        raise usage("name the secret: --vault-name and --name, or --id")
    return VaultApi(call, named.base), named


def read_id(text: str) -> SecretName:
    """Take a secret's (or a deleted secret's) id apart."""
    parts = urlsplit(text)
    segments = parts.path.strip("/").split("/")
    if parts.scheme != "https" or len(segments) not in (2, 3) or not all(segments):
        raise usage(f"'{text[:200]}' is no secret's id")
    version = segments[2] if len(segments) == 3 else ""
    return SecretName(f"https://{parts.netloc}", segments[1], version)


def _base(call: Invocation) -> str:
    if not call.arguments.vault_name:
        raise usage("name the vault: --vault-name")
    return call.connection.cloud.vault_uri(call.arguments.vault_name)

"""Workload identity for a child: a token in a file, renewed while it lives.

As a Kubernetes pod with the label of Azure's workload identity has it. The identity has to trust
the token; where no federated credential says so yet, one is made and named.
"""

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from nameplate.cli.command import Invocation
from nameplate.cli.connection import Connection
from nameplate.cli.control_plane import IDENTITIES, SITES
from nameplate.cli.failures import usage
from nameplate.cli.leases import renewed
from nameplate.core.clock import SystemClock

_LIFETIME: Final = 3_600
_STALE: Final = 86_400.0
_CREDENTIALS: Final = "federatedIdentityCredentials"
_TOKEN: Final = "azure-identity-token"  # noqa: S105 - a file's name, as in a pod


@dataclass(frozen=True, slots=True)
class Projected:
    """A token and what it says."""

    token: str = field(repr=False)
    issuer: str
    subject: str
    audience: str
    seconds: int


@contextmanager
def projected(call: Invocation, app: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """The variables of workload identity; their file is renewed until the block is left."""
    folder = _folder(call.connection) / secrets.token_hex(8)
    file = folder / _TOKEN
    try:
        variables, seconds = prepared(call, app, file, _LIFETIME)

        def renew(own: Connection) -> None:
            write(file, ask(own, app["id"], _LIFETIME).token)

        with renewed(call.connection, renew, every=max(1.0, seconds / 2)):
            yield variables
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def lasting(call: Invocation, app: Mapping[str, Any], lease: int) -> dict[str, str]:
    """The variables for a process that nobody watches: the file's token lives for the lease."""
    file = _folder(call.connection) / f"env-{app['name'].lower()}" / _TOKEN
    return prepared(call, app, file, lease)[0]


def prepared(
    call: Invocation, app: Mapping[str, Any], file: Path, lifetime: int
) -> tuple[dict[str, str], int]:
    """Write the file and see that an identity trusts it; the token's seconds, too."""
    connection = call.connection
    identity = identity_of(call, app)
    made = ask(connection, app["id"], lifetime)
    ensure_trust(call, app["name"], identity, made)
    write(file, made.token)
    variables = {
        "AZURE_CLIENT_ID": identity["properties"]["clientId"],
        "AZURE_TENANT_ID": connection.installation.tenant_id,
        "AZURE_FEDERATED_TOKEN_FILE": str(file),
        "AZURE_AUTHORITY_HOST": f"{connection.cloud.authority}/",
    }
    return variables, made.seconds


def identity_of(call: Invocation, app: Mapping[str, Any]) -> dict[str, Any]:
    """The user-assigned identity of ``--identity``, or the only one that the app has."""
    named = call.arguments.identity
    if named is not None:
        group = getattr(call.arguments, "resource_group", None)
        found: dict[str, Any] = call.plane.find(
            IDENTITIES, named, group, call.settings.default_group
        )
        return found
    site = call.plane.get(app["id"], SITES.api_version)
    own = list((site.get("identity") or {}).get("userAssignedIdentities") or {})
    if len(own) != 1:
        raise usage(
            "workload identity acts as a user-assigned identity: name it by --identity NAME "
            f"(the app '{app['name']}' has {len(own) or 'none'} of its own)"
        )
    only: dict[str, Any] = call.plane.get(own[0], IDENTITIES.api_version)
    return only


def ask(connection: Connection, app_id: str, lifetime: int) -> Projected:
    """A new token of a process of an app."""
    body = {"resourceId": app_id, "lease": lifetime}
    reply = connection.api.call("POST", f"{connection.admin}/projections", body).json()
    said = (reply[name] for name in ("token", "issuer", "subject", "audience", "expiresIn"))
    return Projected(*said)


def ensure_trust(
    call: Invocation, app_name: str, identity: Mapping[str, Any], made: Projected
) -> None:
    """See that a federated credential of the identity trusts the token; say so if one is made."""
    collection = f"{identity['id']}/{_CREDENTIALS}"
    for each in call.plane.items(collection, IDENTITIES.api_version):
        trusted = each["properties"]
        same = (trusted["issuer"], trusted["subject"]) == (made.issuer, made.subject)
        if same and made.audience in trusted["audiences"]:
            return
    name = f"nameplate-{app_name}"
    properties = {
        "issuer": made.issuer,
        "subject": made.subject,
        "audiences": [made.audience],
    }
    body = {"properties": properties}
    call.plane.put(f"{collection}/{name}", IDENTITIES.api_version, body)
    call.warn(
        f"nameplate: the identity '{identity['name']}' now trusts the app '{app_name}': federated "
        f"credential '{name}' (issuer {made.issuer}, subject {made.subject})"
    )


def write(file: Path, token: str) -> None:
    """Replace the file's content at once: a reader finds the old token or the new one."""
    for folder in (file.parent.parent, file.parent):
        folder.mkdir(mode=0o700, exist_ok=True)
    partial = file.with_suffix(".partial")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
    with os.fdopen(os.open(partial, flags, 0o600), "w", encoding="ascii") as out:
        out.write(token)
    partial.replace(file)


def _folder(connection: Connection) -> Path:
    """Where the files are. What a run that was killed has left is removed after a day."""
    folder = connection.home.run / "workloads"
    oldest = SystemClock().now() - _STALE
    for left in folder.iterdir() if folder.is_dir() else ():
        if left.stat().st_mtime < oldest:
            shutil.rmtree(left, ignore_errors=True)
    return folder

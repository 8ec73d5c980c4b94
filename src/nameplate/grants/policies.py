"""Least privilege in words that can be applied: az commands, an ARM fragment, Bicep. Pure.

The az form works with ``nameplate`` in place of ``az`` too.
"""

import json
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nameplate.core.resource_id import ResourceId
from nameplate.grants.identity_names import AppName, IdentityName
from nameplate.grants.literals import bicep_text

_USUAL_ORDER: Final = ("get", "list", "set", "delete", "recover", "backup", "restore", "purge")
_SITES_VERSION: Final = "2023-12-01"
_VAULTS_VERSION: Final = "2023-07-01"


@dataclass(frozen=True, slots=True)
class Permissions:
    """What one principal needs of one vault, by kind."""

    vault_id: str
    kinds: Mapping[str, tuple[str, ...]]

    @property
    def vault(self) -> str:
        """The vault's name."""
        return ResourceId.parse(self.vault_id).name


def read_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[Permissions, ...]:
    """The API's rows (``vaultId``, ``kind``, ``names``), one entry a vault."""
    vaults: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {}
    for row in rows:
        _, kinds = vaults.setdefault(row["vaultId"].lower(), (row["vaultId"], {}))
        names = {*kinds.get(row["kind"], ()), *row["names"]}
        kinds[row["kind"]] = tuple(sorted(names, key=_usual))
    return tuple(Permissions(spelled, kinds) for spelled, kinds in vaults.values())


def _usual(name: str) -> tuple[int, str]:
    known = name in _USUAL_ORDER
    return (_USUAL_ORDER.index(name) if known else len(_USUAL_ORDER), name)


def az_commands(needed: Sequence[Permissions], who: IdentityName) -> str:
    """A command for each vault."""
    return "".join(f"{_az_command(entry, who)}\n" for entry in needed)


def _az_command(entry: Permissions, who: IdentityName) -> str:
    words = " ".join(
        f"--{kind.removesuffix('s') if kind != 'storage' else kind}-permissions {' '.join(names)}"
        for kind, names in entry.kinds.items()
    )
    return f"az keyvault set-policy -n {shlex.quote(entry.vault)} --object-id {who.value} {words}"


def arm_resources(needed: Sequence[Permissions], who: IdentityName) -> list[dict[str, Any]]:
    """Resources for a template's ``resources``: an ``add`` of access policies for each vault."""
    return [_arm_resource(entry, who) for entry in needed]


def arm_fragment(needed: Sequence[Permissions], who: IdentityName) -> str:
    """The same as text."""
    return json.dumps(arm_resources(needed, who), indent=2) + "\n"


def _arm_resource(entry: Permissions, who: IdentityName) -> dict[str, Any]:
    return {
        "type": "Microsoft.KeyVault/vaults/accessPolicies",
        "apiVersion": _VAULTS_VERSION,
        "name": f"{entry.vault}/add",
        "properties": {
            "accessPolicies": [
                {
                    "tenantId": "[subscription().tenantId]",
                    "objectId": f"[{who.arm}]",
                    "permissions": {kind: list(names) for kind, names in entry.kinds.items()},
                }
            ]
        },
    }


def bicep_fragment(needed: Sequence[Permissions], app: AppName) -> str:
    """The same in Bicep, with the app and the vaults as existing resources."""
    parts = [_bicep_existing("app", f"Microsoft.Web/sites@{_SITES_VERSION}", app.name, app.group)]
    for entry in needed:
        symbol = _symbol(entry.vault)
        parts.append(
            _bicep_existing(symbol, f"Microsoft.KeyVault/vaults@{_VAULTS_VERSION}", entry.vault)
        )
        parts.append(_bicep_policy(symbol, entry))
    return "\n".join(parts)


def _bicep_existing(symbol: str, kind: str, name: str, group: str | None = None) -> str:
    scope = f"  scope: resourceGroup({bicep_text(group)})\n" if group else ""
    return f"resource {symbol} '{kind}' existing = {{\n  name: {bicep_text(name)}\n{scope}}}\n"


def _bicep_policy(vault: str, entry: Permissions) -> str:
    kinds = "".join(
        f"          {kind}: [{', '.join(bicep_text(name) for name in names)}]\n"
        for kind, names in entry.kinds.items()
    )
    kind = "Microsoft.KeyVault/vaults/accessPolicies"
    return (
        f"resource {vault}Policy '{kind}@{_VAULTS_VERSION}' = {{\n"
        f"  parent: {vault}\n"
        "  name: 'add'\n"
        "  properties: {\n"
        "    accessPolicies: [\n"
        "      {\n"
        "        tenantId: subscription().tenantId\n"
        "        objectId: app.identity.principalId\n"
        f"        permissions: {{\n{kinds}        }}\n"
        "      }\n"
        "    ]\n"
        "  }\n"
        "}\n"
    )


def _symbol(name: str) -> str:
    """A Bicep symbol for a vault: letters and digits, and no word that is taken."""
    words = re.findall(r"[A-Za-z0-9]+", name)
    return "vault" + "".join(word[:1].upper() + word[1:] for word in words)


FORMATS: Final = {"az": az_commands, "arm": arm_fragment, "bicep": bicep_fragment}

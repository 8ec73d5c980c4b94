"""403, and the record of every decision: may this principal do this to this vault's secrets?

``authorization`` decides; here the decision gets its line in the trail and, when it is a refusal,
Key Vault's words with the command that would grant what is missing (``protocols.md`` D.2).
"""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from nameplate.audit.event import Event, EventKind
from nameplate.authorization.decision import Decision, Denied
from nameplate.authorization.permissions import Kind, Permission, permission
from nameplate.core.errors import Forbidden
from nameplate.core.principal import Principal
from nameplate.core.work import UnitOfWork
from nameplate.edge.http import Request
from nameplate.vault.records import VaultAccount

GET: Final = permission(Kind.SECRETS, "get")
LIST: Final = permission(Kind.SECRETS, "list")
SET: Final = permission(Kind.SECRETS, "set")
DELETE: Final = permission(Kind.SECRETS, "delete")
BACKUP: Final = permission(Kind.SECRETS, "backup")
RESTORE: Final = permission(Kind.SECRETS, "restore")
RECOVER: Final = permission(Kind.SECRETS, "recover")
PURGE: Final = permission(Kind.SECRETS, "purge")

_DATA_ACTIONS: Final[Mapping[Permission, str]] = {
    GET: "getSecret/action",
    LIST: "readMetadata/action",
    SET: "setSecret/action",
    DELETE: "delete",
    BACKUP: "backup/action",
    RESTORE: "restore/action",
    RECOVER: "recover/action",
    PURGE: "purge/action",
}
_SITE: Final = "/providers/microsoft.web/sites/"


class Deciding(Protocol):
    """The one decision (``authorization.Authorizer``)."""

    async def decide_vault(
        self, principal: Principal, permission: Permission, vault_id: str
    ) -> Decision: ...

    async def decide_data_action(
        self, principal: Principal, action: str, scope: str
    ) -> Decision: ...


class Trail(Protocol):
    """Where decisions and changes are recorded (``audit.Trail``)."""

    async def record(self, event: Event, *, durable: bool = True) -> None: ...

    def add(self, work: UnitOfWork, event: Event) -> None: ...


@dataclass(slots=True)
class Grant:
    """An allowed use of a permission, not yet recorded."""

    principal: Principal
    permission: Permission
    account: VaultAccount
    reason: str
    outcome: Literal["allowed", "learned"]
    request_id: str


class Access:
    """Asks for decisions and keeps their record."""

    def __init__(self, authorizer: Deciding, trail: Trail) -> None:
        self._authorizer = authorizer
        self._trail = trail

    async def grant(
        self, request: Request, account: VaultAccount, *, principal: Principal, need: Permission
    ) -> Grant:
        """The permission to do it; a refusal is recorded and raised."""
        if account.rbac:
            action = f"Microsoft.KeyVault/vaults/secrets/{_DATA_ACTIONS[need]}"
            decision = await self._authorizer.decide_data_action(
                principal, action, account.resource_id
            )
        else:
            decision = await self._authorizer.decide_vault(principal, need, account.resource_id)
        if isinstance(decision, Denied):
            await self._trail.record(
                _event(
                    principal,
                    account,
                    need=need,
                    outcome="denied",
                    reason=decision.reason,
                    request_id=request.request_id,
                ),
                durable=False,
            )
            raise _refusal(principal, account, need=need, path=request.path)
        outcome: Literal["allowed", "learned"] = "learned" if decision.learned else "allowed"
        return Grant(principal, need, account, decision.reason, outcome, request.request_id)

    async def used(self, grant: Grant) -> None:
        """Record that a permission was used, without waiting for the disk."""
        await self._trail.record(_use(grant, {}), durable=False)

    async def released(self, grant: Grant, name: str, version: str) -> None:
        """Record that a secret leaves; on disk when this returns, so before the answer."""
        await self._trail.record(_use(grant, {"secret": name, "version": version}), durable=True)

    def changed(self, work: UnitOfWork, grant: Grant, name: str, version: str = "") -> None:
        """Record a change in the unit that makes it: the use of the permission with it."""
        facts = {"secret": name, "version": version} if version else {"secret": name}
        self._trail.add(work, _use(grant, facts))
        self._trail.add(work, _change(grant, facts))


def refusal_words(principal: Principal) -> str:
    """How Key Vault names a caller: ``appid=..;oid=..;iss=..``."""
    app = f"appid={principal.app_id};" if principal.app_id else ""
    return f"{app}oid={principal.object_id};iss={principal.issuer}"


def grant_command(principal: Principal, account: VaultAccount, need: Permission) -> str:
    """The command that would give a principal the permission."""
    resource = principal.resource_id or ""
    at = resource.lower().find(_SITE)
    name = resource[at + len(_SITE) :] if at >= 0 else ""
    whom = (
        f"--app {shlex.quote(name)}"
        if name and "/" not in name
        else f"--object-id {principal.object_id}"
    )
    return (
        f"nameplate keyvault set-policy --name {account.name} {whom} "
        f"--{need.kind.value[:-1]}-permissions {need.name}"
    )


def _refusal(
    principal: Principal, account: VaultAccount, *, need: Permission, path: str
) -> Forbidden:
    if account.rbac:
        return _rbac_refusal(principal, account, need=need, path=path)
    return Forbidden(
        "Forbidden",
        f"The user, group or application '{refusal_words(principal)}' does not have "
        f"{need.kind.value} {need.name} permission on key vault "
        f"'{account.name};location={account.location}'. For help resolving this issue, please see "
        "https://go.microsoft.com/fwlink/?linkid=2125287\r\n"
        f"To grant it: {grant_command(principal, account, need)}",
        inner_code="AccessDenied",
    )


def _rbac_refusal(
    principal: Principal, account: VaultAccount, *, need: Permission, path: str
) -> Forbidden:
    parts = path.strip("/").split("/")
    target = f"/secrets/{parts[1]}" if len(parts) > 1 else ""
    return Forbidden(
        "Forbidden",
        "Caller is not authorized to perform action on resource.\r\n"
        "If role assignments, deny assignments or role definitions were changed recently, please "
        "observe propagation time.\r\n"
        f"Caller: {refusal_words(principal)}\r\n"
        f"Action: 'Microsoft.KeyVault/vaults/secrets/{_DATA_ACTIONS[need]}'\r\n"
        f"Resource: '{account.resource_id.lower()}{target.lower()}'\r\n"
        "Assignment: (not found)\r\nDenyAssignmentId: null\r\n"
        "DecisionReason: 'DeniedWithNoValidRBAC' \r\n"
        f"Vault: {account.name};location={account.location}\r\n",
        inner_code="ForbiddenByRbac",
    )


def _use(grant: Grant, facts: Mapping[str, str]) -> Event:
    return _event(
        grant.principal,
        grant.account,
        need=grant.permission,
        outcome=grant.outcome,
        reason=grant.reason,
        request_id=grant.request_id,
        facts=facts,
    )


def _event(
    principal: Principal,
    account: VaultAccount,
    *,
    need: Permission,
    outcome: Literal["allowed", "denied", "learned"],
    reason: str,
    request_id: str,
    facts: Mapping[str, str] | None = None,
) -> Event:
    return Event(
        kind=EventKind.DECISION,
        action=need.text,
        outcome=outcome,
        resource=account.resource_id,
        object_id=principal.object_id,
        app_id=principal.app_id,
        display_name=principal.display_name,
        reason=reason,
        request_id=request_id,
        facts=facts or {},
    )


def _change(grant: Grant, facts: Mapping[str, str]) -> Event:
    return Event(
        kind=EventKind.CHANGE,
        action=f"Microsoft.KeyVault/vaults/secrets/{_DATA_ACTIONS[grant.permission]}",
        outcome=grant.outcome,
        resource=grant.account.resource_id,
        object_id=grant.principal.object_id,
        app_id=grant.principal.app_id,
        display_name=grant.principal.display_name,
        reason=grant.reason,
        request_id=grant.request_id,
        facts=facts,
    )

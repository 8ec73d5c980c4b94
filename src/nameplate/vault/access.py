"""403, and the record of every decision: may this principal do this to this vault's secrets?

``authorization`` decides; here the decision gets its line in the trail and, when it is a refusal,
Key Vault's words with the command that would grant what is missing (``protocols.md`` D.2).
"""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from nameplate.audit.event import Event, EventKind
from nameplate.audit.evidence import of_refusal
from nameplate.authorization.decision import Decision, Denied
from nameplate.authorization.permissions import Kind, Permission, permission
from nameplate.core.errors import Forbidden
from nameplate.core.principal import Principal
from nameplate.core.work import UnitOfWork
from nameplate.vault.records import VaultAccount

SECRETS_NAMESPACE: Final = "Microsoft.KeyVault/vaults/secrets"


@dataclass(frozen=True, slots=True)
class Need:
    """What an operation takes: a permission of an access policy, or a data action of a role."""

    permission: Permission
    action: str
    """``Microsoft.KeyVault/vaults/secrets/getSecret/action``."""


def _need(name: str, action: str) -> Need:
    return Need(permission(Kind.SECRETS, name), f"{SECRETS_NAMESPACE}/{action}")


GET: Final = _need("get", "getSecret/action")
GET_DELETED: Final = _need("get", "readMetadata/action")
LIST: Final = _need("list", "readMetadata/action")
SET: Final = _need("set", "setSecret/action")
UPDATE: Final = _need("set", "update/action")
DELETE: Final = _need("delete", "delete")
BACKUP: Final = _need("backup", "backup/action")
RESTORE: Final = _need("restore", "restore/action")
RECOVER: Final = _need("recover", "recover/action")
PURGE: Final = _need("purge", "purge/action")

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
    """An allowed use, not yet recorded."""

    principal: Principal
    need: Need
    account: VaultAccount
    reason: str
    outcome: Literal["allowed", "learned"]
    request_id: str
    assignment: str | None = None
    """The name of the role assignment that allows it, at a vault with RBAC."""


class Asked(Protocol):
    """What a decision is asked for (``edge.http.Request``): its record names it."""

    request_id: str


class Access:
    """Asks for decisions and keeps their record."""

    def __init__(self, authorizer: Deciding, trail: Trail) -> None:
        self._authorizer = authorizer
        self._trail = trail

    async def grant(
        self,
        request: Asked,
        account: VaultAccount,
        *,
        principal: Principal,
        need: Need,
        secret: str = "",
    ) -> Grant:
        """The right to do it (to one secret, by its name); a refusal is recorded and raised."""
        decision = await self._decide(principal, account, need, secret)
        if isinstance(decision, Denied):
            await self._trail.record(
                _event(
                    principal,
                    account,
                    need=need,
                    outcome="denied",
                    reason=decision.reason,
                    request_id=request.request_id,
                    facts=of_refusal(principal, decision.looked)
                    | {"asked": _resource(account, secret)},
                ),
                durable=False,
            )
            raise _refusal(principal, account, need, secret=secret, why=decision)
        outcome: Literal["allowed", "learned"] = "learned" if decision.learned else "allowed"
        return Grant(
            principal,
            need,
            account,
            decision.reason,
            outcome,
            request.request_id,
            decision.assignment,
        )

    async def _decide(
        self, principal: Principal, account: VaultAccount, need: Need, secret: str
    ) -> Decision:
        if not account.rbac:
            return await self._authorizer.decide_vault(
                principal, need.permission, account.resource_id
            )
        return await self._authorizer.decide_data_action(
            principal, need.action, _resource(account, secret)
        )

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


def grant_command(
    principal: Principal, account: VaultAccount, need: Need, held: Sequence[str] = ()
) -> str:
    """The command that would give a principal the permission, and leave it what it ``held``."""
    app = _app_of(principal)
    whom = f"--app {shlex.quote(app)}" if app else f"--object-id {principal.object_id}"
    return (
        f"nameplate keyvault set-policy --name {account.name} {whom} "
        f"--{need.permission.kind.value[:-1]}-permissions {' '.join((*held, need.permission.name))}"
    )


def assign_command(principal: Principal, account: VaultAccount, role: str) -> str:
    """The command that would give a principal the role, at the vault."""
    app = _app_of(principal)
    whom = (
        f"--app {shlex.quote(app)}"
        if app
        else f"--assignee-object-id {principal.object_id} "
        f"--assignee-principal-type {principal.type.value}"
    )
    return (
        f"nameplate role assignment create {whom} --role {shlex.quote(role)} "
        f"--scope {account.resource_id}"
    )


def _app_of(principal: Principal) -> str:
    """The name of the app whose identity a principal is; empty for anybody else, and for slots."""
    resource = principal.resource_id or ""
    at = resource.lower().find(_SITE)
    name = resource[at + len(_SITE) :] if at >= 0 else ""
    return "" if "/" in name else name


def _resource(account: VaultAccount, secret: str) -> str:
    # The name is not yet checked: only as much of it is looked at as a name can have.
    return f"{account.resource_id}/secrets/{secret[:127]}" if secret else account.resource_id


def _refusal(
    principal: Principal, account: VaultAccount, need: Need, *, secret: str, why: Denied
) -> Forbidden:
    if account.rbac:
        return _rbac_refusal(principal, account, need, secret=secret, why=why)
    return Forbidden(
        "Forbidden",
        f"The user, group or application '{refusal_words(principal)}' does not have "
        f"{need.permission.kind.value} {need.permission.name} permission on key vault "
        f"'{account.name};location={account.location}'. For help resolving this issue, please see "
        "https://go.microsoft.com/fwlink/?linkid=2125287\r\n"
        f"To grant it: {grant_command(principal, account, need, why.held)}",
        inner_code="AccessDenied",
    )


def _rbac_refusal(
    principal: Principal, account: VaultAccount, need: Need, *, secret: str, why: Denied
) -> Forbidden:
    remedy = ""
    if why.remedy:
        remedy = f"To grant it: {assign_command(principal, account, why.remedy)}\r\n"
    return Forbidden(
        "Forbidden",
        "Caller is not authorized to perform action on resource.\r\n"
        "If role assignments, deny assignments or role definitions were changed recently, please "
        "observe propagation time.\r\n"
        f"Caller: {refusal_words(principal)}\r\n"
        f"Action: '{need.action}'\r\n"
        f"Resource: '{_resource(account, secret).lower()}'\r\n"
        "Assignment: (not found)\r\nDenyAssignmentId: null\r\n"
        "DecisionReason: 'DeniedWithNoValidRBAC' \r\n"
        f"Vault: {account.name};location={account.location}\r\n{remedy}",
        inner_code="ForbiddenByRbac",
    )


def _use(grant: Grant, facts: Mapping[str, str]) -> Event:
    return _event(
        grant.principal,
        grant.account,
        need=grant.need,
        outcome=grant.outcome,
        reason=grant.reason,
        request_id=grant.request_id,
        facts=facts,
    )


def _event(
    principal: Principal,
    account: VaultAccount,
    *,
    need: Need,
    outcome: Literal["allowed", "denied", "learned"],
    reason: str,
    request_id: str,
    facts: Mapping[str, str] | None = None,
) -> Event:
    return Event(
        kind=EventKind.DECISION,
        action=need.action if account.rbac else need.permission.text,
        outcome=outcome,
        resource=account.resource_id,
        object_id=principal.object_id,
        app_id=principal.app_id,
        display_name=principal.display_name,
        reason=reason,
        request_id=request_id,
        facts=facts or {},
        workload=principal.resource_id or "",
    )


def _change(grant: Grant, facts: Mapping[str, str]) -> Event:
    return Event(
        kind=EventKind.CHANGE,
        action=grant.need.action,
        outcome=grant.outcome,
        resource=grant.account.resource_id,
        object_id=grant.principal.object_id,
        app_id=grant.principal.app_id,
        display_name=grant.principal.display_name,
        reason=grant.reason,
        request_id=grant.request_id,
        facts=facts,
        workload=grant.principal.resource_id or "",
    )

"""References in an app's settings, resolved with the app's own identity (``protocols.md`` F.2).

Which identity that is, and what each failure is called, is decided here; whether the identity may
read the secret is the vault's question to the one decision, recorded like any read. What does not
resolve stays literal in the environment.
"""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from nameplate.apphost.key_vault_references import (
    InvalidReferenceError,
    Reference,
    VaultOf,
    is_reference,
    parse,
)
from nameplate.apphost.reference_status import Found, Resolution, Status, Unresolved
from nameplate.core.principal import Principal

SYSTEM: Final = "SystemAssigned"
_USER: Final = "UserAssigned"
_RESOLVED: Final = "Reference has been successfully resolved."


class AppIdentities(Protocol):
    """Who an app is (the directory)."""

    async def principal(self, app_id: str, identity_id: str | None) -> Principal | None:
        """The app's system-assigned identity, or the one with an ARM id if the app has it."""
        ...


class ReferencedSecrets(Protocol):
    """Secrets of vaults, as their data plane gives them."""

    async def read(
        self, reference: Reference, principal: Principal, *, release: bool, request_id: str
    ) -> Found | Unresolved:
        """The secret if the principal may get it; recorded, as released only when it is."""
        ...


@dataclass(frozen=True, slots=True)
class AppReferences:
    """Whose settings: an app, and which of its identities resolves them."""

    app_id: str
    identity: str = SYSTEM
    """``keyVaultReferenceIdentity``: ``SystemAssigned``, or the id of a user-assigned one."""
    request_id: str = ""

    @property
    def identity_id(self) -> str | None:
        return None if self.identity.lower() == SYSTEM.lower() else self.identity


@dataclass(frozen=True, slots=True)
class Settled:
    """An app's settings as its process gets them."""

    values: Mapping[str, str] = field(repr=False)
    references: Mapping[str, Resolution]

    @property
    def unresolved(self) -> Mapping[str, Resolution]:
        """Those that stayed literal."""
        return {name: each for name, each in self.references.items() if each.value is None}


class SettingReferences:
    """Resolves what settings refer to."""

    def __init__(
        self, identities: AppIdentities, secrets: ReferencedSecrets, vault_of: VaultOf
    ) -> None:
        self._identities = identities
        self._secrets = secrets
        self._vault_of = vault_of

    async def settle(self, app: AppReferences, settings: Mapping[str, str]) -> Settled:
        """Settings with secrets in the place of references: a process is about to have them."""
        found = await self._resolve(app, settings, release=True)
        values = {
            name: held.value.reveal() if (held := found.get(name)) and held.value else text
            for name, text in settings.items()
        }
        return Settled(values, found)

    async def statuses(
        self, app: AppReferences, settings: Mapping[str, str]
    ) -> Mapping[str, Resolution]:
        """What would become of each reference now; no value leaves the vault for it."""
        return await self._resolve(app, settings, release=False)

    async def _resolve(
        self, app: AppReferences, settings: Mapping[str, str], *, release: bool
    ) -> dict[str, Resolution]:
        meant = {name: text for name, text in settings.items() if is_reference(text)}
        if not meant:
            return {}
        known = {text: self._parsed(text) for text in meant.values()}
        wanted = {each for each in known.values() if isinstance(each, Reference)}
        read = await self._read_all(app, wanted, release=release)
        found = {}
        for name, text in meant.items():
            reference = known[text]
            if isinstance(reference, Reference):
                found[name] = _resolution(app, text, reference, read[reference], release=release)
            else:
                found[name] = _malformed(app, text, str(reference))
        return found

    def _parsed(self, text: str) -> Reference | InvalidReferenceError:
        try:
            return parse(text, self._vault_of)
        except InvalidReferenceError as why:
            return why

    async def _read_all(
        self, app: AppReferences, wanted: Collection[Reference], *, release: bool
    ) -> dict[Reference, Found | Unresolved]:
        """Each secret once, all at a time: their records share the wait for the disk."""
        principal = await self._identities.principal(app.app_id, app.identity_id)
        reads = (self._read(app, each, principal, release=release) for each in wanted)
        return dict(zip(wanted, await asyncio.gather(*reads), strict=True))

    async def _read(
        self,
        app: AppReferences,
        reference: Reference,
        principal: Principal | None,
        *,
        release: bool,
    ) -> Found | Unresolved:
        if principal is None:
            return Unresolved(Status.NO_IDENTITY, _no_identity(app))
        return await self._secrets.read(
            reference, principal, release=release, request_id=app.request_id
        )


def _no_identity(app: AppReferences) -> str:
    if app.identity_id is None:
        return "The app has no system-assigned identity, and names no other for its references."
    return f"The app has no identity '{app.identity[:300]}', which its references are to use."


def _kind(app: AppReferences) -> str:
    return SYSTEM if app.identity_id is None else _USER


def _malformed(app: AppReferences, text: str, why: str) -> Resolution:
    return Resolution(
        reference=text, status=Status.INVALID_SYNTAX, details=f"{why}.", identity=_kind(app)
    )


def _resolution(
    app: AppReferences,
    text: str,
    reference: Reference,
    read: Found | Unresolved,
    *,
    release: bool,
) -> Resolution:
    return Resolution(
        reference=text,
        status=Status.RESOLVED if isinstance(read, Found) else read.status,
        details=_RESOLVED if isinstance(read, Found) else read.details,
        identity=_kind(app),
        vault=reference.vault,
        secret=reference.secret,
        version=reference.version or "",
        active_version=read.version if isinstance(read, Found) else "",
        value=read.value if isinstance(read, Found) and release else None,
    )

"""An installation in its home: opened, and founded at the first start.

Tenant, subscription and issuer belong to the installation: they are decided once, by the settings
of the first start or at random, and never by mode or Host (DESIGN 1). Of two first starts at once
one founds, the other waits for its lock and finds it done.
"""

import asyncio
from dataclasses import dataclass
from uuid import uuid4

import orjson

from nameplate.authorization.built_in_roles import OWNER
from nameplate.authorization.role_assignment import RoleAssignment
from nameplate.config.errors import ConfigurationError
from nameplate.config.home import Home, prepare
from nameplate.config.settings import Settings
from nameplate.core.clock import Clock
from nameplate.core.cloud import AZURE_PUBLIC, own_cloud
from nameplate.crypto.envelope import Envelope
from nameplate.crypto.hashing import KeyedHash
from nameplate.crypto.master_key import MasterKey
from nameplate.directory.directory import Directory
from nameplate.directory.records import Tenant
from nameplate.process.locks import FileLock, LockHeld
from nameplate.resource_manager.records import Actor, Resource
from nameplate.server.master_key import create_master_key, load_master_key
from nameplate.server.sealed_files import read_sealed, write_sealed
from nameplate.store.directory import StoredDirectory
from nameplate.store.errors import UnusableDatabase
from nameplate.store.resources import StoredResources
from nameplate.store.roles import StoredRoles
from nameplate.store.settings import StoredSettings
from nameplate.store.sqlite import SqliteDatabase

_PATIENCE = 30.0
_OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Facts:
    """What was decided at the first start."""

    tenant_id: str
    subscription_id: str
    operator_id: str
    issuer_base: str
    master_key_id: str

    @classmethod
    def from_store(cls, stored: dict[str, str]) -> "Facts":
        return cls(**{name: stored[name] for name in cls.__slots__})

    def to_store(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Opened:
    """An open home: what the rooms are built on."""

    home: Home
    facts: Facts
    envelope: Envelope
    master: MasterKey
    database: SqliteDatabase
    directory: Directory


async def open_installation(settings: Settings, clock: Clock, *, durable: bool = True) -> Opened:
    """Open a home, founding it if it is empty. Raises ConfigurationError.

    ``durable``: see ``SqliteDatabase.open``.
    """
    try:
        return await _open_or_found(settings, clock, durable=durable)
    except UnusableDatabase as problem:
        raise ConfigurationError(str(problem)) from None


async def _open_or_found(settings: Settings, clock: Clock, *, durable: bool) -> Opened:
    home = prepare(settings.home)
    master = load_master_key(settings.master_key)
    if master is not None and home.database.exists():
        opened = await _open(home, master, clock, durable=durable)
        if opened is not None:
            return opened
    try:
        with FileLock(home.first_start_lock, patience=_PATIENCE):
            return await _found(settings, home, clock, durable=durable)
    except LockHeld:
        raise ConfigurationError(
            f"another first start holds {home.first_start_lock} for more than {_PATIENCE:g} s."
        ) from None


async def _open(home: Home, master: MasterKey, clock: Clock, *, durable: bool) -> Opened | None:
    """The installation if it was founded. Raises ConfigurationError for a wrong master key."""
    database = SqliteDatabase.open(home.database, durable=durable)
    stored = await StoredSettings(database).all()
    if "master_key_id" not in stored:
        await database.close()
        return None
    facts = Facts.from_store(stored)
    if facts.master_key_id != master.key_id:
        await database.close()
        raise ConfigurationError(
            f"the master key is not the one that {home.root} was made with (its id is "
            f"{master.key_id}, wanted is {facts.master_key_id}): nothing can be read with it."
        )
    if not home.installation.exists():  # its first start was killed before it had written this
        _write_facts(home, facts)
    envelope = Envelope(master)
    directory = _directory(database, master, clock)
    return Opened(home, facts, envelope, master, database, directory)


async def _found(settings: Settings, home: Home, clock: Clock, *, durable: bool) -> Opened:
    """Found the installation, under the lock; somebody may have done so meanwhile."""
    master = load_master_key(settings.master_key)
    if master is None:
        await _require_unfounded(home)
        master = _new_master_key(settings)
    opened = await _open(home, master, clock, durable=durable)
    if opened is not None:
        return opened
    database = SqliteDatabase.open(home.database, durable=durable)
    directory = _directory(database, master, clock)
    envelope = Envelope(master)
    work = database.begin()
    operator = directory.create_user(
        work,
        user_principal_name=f"{_OPERATOR}@{settings.tenant_domain}",
        display_name="Operator",
    )
    facts = Facts(
        tenant_id=settings.tenant_id or str(uuid4()),
        subscription_id=settings.subscription_id or str(uuid4()),
        operator_id=operator.object_id,
        issuer_base=_issuer_base(settings),
        master_key_id=master.key_id,
    )
    directory.save_tenant(work, Tenant(facts.tenant_id, "Nameplate", settings.tenant_domain))
    if durable:  # nobody signs in to a home that goes with its server: that asks in its own name
        certificate = await _operator_key(home, envelope, clock)
        directory.add_client_certificate(
            work, operator.object_id, certificate, display_name=_OPERATOR
        )
    StoredSettings(database).establish(work, facts.to_store())
    group = _first_group(settings, facts, clock.now())
    StoredResources(database).save(work, group, expected_etag=None)
    StoredRoles(database).save_assignment(work, _ownership(facts, clock.now()))
    await work.commit()
    _write_facts(home, facts)
    return Opened(home, facts, envelope, master, database, directory)


def _first_group(settings: Settings, facts: Facts, now: float) -> Resource:
    """The group that ``-g`` means when it is not given."""
    operator = Actor(f"{_OPERATOR}@{settings.tenant_domain}", "User")
    name = settings.default_group
    return Resource(
        id=f"/subscriptions/{facts.subscription_id}/resourceGroups/{name}",
        type="Microsoft.Resources/resourceGroups",
        name=name,
        location=settings.default_location,
        kind=None,
        tags=None,
        sku=None,
        properties={"provisioningState": "Succeeded"},
        etag=uuid4().hex,
        created=now,
        changed=now,
        created_by=operator,
        changed_by=operator,
    )


async def _require_unfounded(home: Home) -> None:
    """Refuse to found anew over a database that needs a key which is not there."""
    if not home.database.exists():
        return
    database = SqliteDatabase.open(home.database)
    try:
        stored = await StoredSettings(database).all()
    finally:
        await database.close()
    if "master_key_id" in stored:
        raise ConfigurationError(
            f"{home.master_key} is missing, and {home.database} was made with it: put it back, or "
            "use another home."
        )


def _ownership(facts: Facts, now: float) -> RoleAssignment:
    """The operator's role: Owner of the subscription, as whoever makes one in Azure is."""
    return RoleAssignment(
        name=str(uuid4()),
        scope=f"/subscriptions/{facts.subscription_id}",
        role_id=OWNER,
        principal_id=facts.operator_id,
        principal_type="User",
        created=now,
        updated=now,
        created_by=facts.operator_id,
        updated_by=facts.operator_id,
    )


def _new_master_key(settings: Settings) -> MasterKey:
    if settings.master_key.path is None:
        raise ConfigurationError(f"there is no master key in {settings.master_key.origin}.")
    return create_master_key(settings.master_key.path)


async def _operator_key(home: Home, envelope: Envelope, clock: Clock) -> bytes:
    """Make the operator's key, keep it sealed, return its certificate."""
    from nameplate.crypto.signing import SigningKey  # noqa: PLC0415  # first start only

    held = read_sealed(home.operator_key, envelope)
    if held is not None:
        return SigningKey.from_pem(held).certificate
    key = await asyncio.to_thread(SigningKey.generate, "Nameplate operator", clock.now())
    write_sealed(home.operator_key, key.to_pem(), envelope)
    return key.certificate


def _issuer_base(settings: Settings) -> str:
    if settings.issuer is not None:
        return settings.issuer.rstrip("/") + "/"
    if settings.domain is not None:
        return own_cloud(settings.domain).issuer_base
    return AZURE_PUBLIC.issuer_base


def _write_facts(home: Home, facts: Facts) -> None:
    """For people and scripts: the public facts in a file. The database holds what counts."""
    document = {
        "tenantId": facts.tenant_id,
        "subscriptionId": facts.subscription_id,
        "operatorId": facts.operator_id,
    }
    partial = home.installation.with_suffix(f".{uuid4().hex}.partial")
    partial.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")
    partial.chmod(0o600)
    partial.replace(home.installation)


def _directory(database: SqliteDatabase, master: MasterKey, clock: Clock) -> Directory:
    records = StoredDirectory(database)
    return Directory(records, KeyedHash(master, "directory"), clock, database.epoch)

"""The tenant, its applications, service principals and users."""

from typing import Any, Final

from nameplate.core.work import UnitOfWork
from nameplate.directory.principals import name_taken
from nameplate.directory.records import (
    Application,
    ApplicationSettings,
    AppRole,
    ServicePrincipal,
    ServicePrincipalType,
    Tenant,
    User,
)
from nameplate.store.database import Database, Row, Transaction
from nameplate.store.rows import as_json, columns, from_json, run, upsert

_TENANT: Final = "tenant_id display_name default_domain"
_APPLICATION: Final = "app_id object_id display_name identifier_uris created settings"
_PRINCIPAL: Final = (
    "object_id app_id display_name type enabled resource_id created assignment_required"
)
_USER: Final = "object_id user_principal_name display_name enabled created"

_SELECT_APPLICATION: Final = f"SELECT {columns(_APPLICATION)} FROM application"
_SELECT_PRINCIPAL: Final = f"SELECT {columns(_PRINCIPAL)} FROM service_principal"
_SELECT_USER: Final = f"SELECT {columns(_USER)} FROM directory_user"
_SAVE_TENANT: Final = upsert("tenant", f"id {_TENANT}", key="id")
_SAVE_APPLICATION: Final = upsert("application", _APPLICATION, key="app_id")
_SAVE_PRINCIPAL: Final = upsert("service_principal", f"{_PRINCIPAL} resource_key", key="object_id")
_SAVE_USER: Final = upsert("directory_user", f"{_USER} name_key", key="object_id")
_SAME_NAME: Final = "SELECT object_id FROM directory_user WHERE name_key = ? AND object_id <> ?"


class StoredPrincipals:
    """``PrincipalRecords`` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_tenant(self) -> Tenant | None:
        rows = await self._database.read(f"SELECT {columns(_TENANT)} FROM tenant")
        return Tenant(*rows[0]) if rows else None

    def save_tenant(self, work: UnitOfWork, tenant: Tenant) -> None:
        row = (1, tenant.tenant_id, tenant.display_name, tenant.default_domain)
        run(work, _SAVE_TENANT, row)

    async def find_application(self, app_id: str) -> Application | None:
        rows = await self._database.read(f"{_SELECT_APPLICATION} WHERE app_id = ?", (app_id,))
        return _application(rows[0]) if rows else None

    async def list_applications(self) -> list[Application]:
        rows = await self._database.read(f"{_SELECT_APPLICATION} ORDER BY created, app_id")
        return [_application(row) for row in rows]

    def save_application(self, work: UnitOfWork, application: Application) -> None:
        row = (
            application.app_id,
            application.object_id,
            application.display_name,
            as_json(application.identifier_uris),
            application.created,
            as_json(application.settings),
        )
        run(work, _SAVE_APPLICATION, row)

    def delete_application(self, work: UnitOfWork, app_id: str) -> None:
        run(work, "DELETE FROM application WHERE app_id = ?", (app_id,))

    async def find_service_principal(self, object_id: str) -> ServicePrincipal | None:
        return await self._principal("WHERE object_id = ?", object_id)

    async def find_service_principal_of_app(self, app_id: str) -> ServicePrincipal | None:
        return await self._principal("WHERE app_id = ? ORDER BY created, object_id", app_id)

    async def find_service_principal_of_resource(
        self, resource_key: str
    ) -> ServicePrincipal | None:
        newest = "WHERE resource_key = ? ORDER BY created DESC, object_id LIMIT 1"
        return await self._principal(newest, resource_key)

    async def list_service_principals(self) -> list[ServicePrincipal]:
        rows = await self._database.read(f"{_SELECT_PRINCIPAL} ORDER BY created, object_id")
        return [_principal(row) for row in rows]

    def save_service_principal(self, work: UnitOfWork, principal: ServicePrincipal) -> None:
        row = (
            principal.object_id,
            principal.app_id,
            principal.display_name,
            principal.type.value,
            int(principal.enabled),
            principal.resource_id,
            principal.created,
            int(principal.assignment_required),
            None if principal.resource_id is None else principal.resource_id.lower(),
        )
        run(work, _SAVE_PRINCIPAL, row)

    def delete_service_principal(self, work: UnitOfWork, object_id: str) -> None:
        run(work, "DELETE FROM service_principal WHERE object_id = ?", (object_id,))

    async def find_user(self, object_id: str) -> User | None:
        rows = await self._database.read(f"{_SELECT_USER} WHERE object_id = ?", (object_id,))
        return _user(rows[0]) if rows else None

    async def find_user_named(self, name_key: str) -> User | None:
        rows = await self._database.read(f"{_SELECT_USER} WHERE name_key = ?", (name_key,))
        return _user(rows[0]) if rows else None

    async def list_users(self) -> list[User]:
        rows = await self._database.read(f"{_SELECT_USER} ORDER BY created, object_id")
        return [_user(row) for row in rows]

    def save_user(self, work: UnitOfWork, user: User) -> None:
        row = (
            user.object_id,
            user.user_principal_name,
            user.display_name,
            int(user.enabled),
            user.created,
            user.key,
        )

        def write(transaction: Transaction) -> None:
            if transaction.query(_SAME_NAME, (user.key, user.object_id)):
                raise name_taken()
            transaction.execute(_SAVE_USER, row)

        work.add(write)

    def delete_user(self, work: UnitOfWork, object_id: str) -> None:
        run(work, "DELETE FROM directory_user WHERE object_id = ?", (object_id,))

    async def _principal(self, where: str, value: str) -> ServicePrincipal | None:
        rows = await self._database.read(f"{_SELECT_PRINCIPAL} {where}", (value,))
        return _principal(rows[0]) if rows else None


def _application(row: Row) -> Application:
    # an application from before there were settings has none written
    settings = _settings(from_json(row[5])) if row[5] else ApplicationSettings()
    return Application(row[0], row[1], row[2], tuple(from_json(row[3])), row[4], settings)


def _settings(held: dict[str, Any]) -> ApplicationSettings:
    """Settings as they were written: lists of JSON are tuples."""
    roles = tuple(
        AppRole(**{**role, "allowed_member_types": tuple(role["allowed_member_types"])})
        for role in held.pop("app_roles")
    )
    simple: dict[str, Any] = {
        name: tuple(v) if isinstance(v, list) else v for name, v in held.items()
    }
    return ApplicationSettings(app_roles=roles, **simple)


def _principal(row: Row) -> ServicePrincipal:
    return ServicePrincipal(
        object_id=row[0],
        app_id=row[1],
        display_name=row[2],
        type=ServicePrincipalType(row[3]),
        enabled=bool(row[4]),
        resource_id=row[5],
        created=row[6],
        assignment_required=bool(row[7]),
    )


def _user(row: Row) -> User:
    return User(row[0], row[1], row[2], bool(row[3]), row[4])

"""Key Vault's secrets on the wire: host -> vault, token -> principal, path -> operation.

REST reference "Key Vault secrets" (2016-10-01 to today's). The order is fixed: the vault, then the
token, and only then the path, the api-version, the permission and the body, because clients probe
with an empty request to get the challenge (``reference/protocols.md`` D.1).
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import orjson

from nameplate.core.cloud import Cloud
from nameplate.core.errors import NameplateError
from nameplate.core.principal import Principal
from nameplate.core.work import UnitsOfWork
from nameplate.edge.http import Request, Response, encode_headers
from nameplate.edge.wire import Wire
from nameplate.vault import access, bundles, paging, parameters
from nameplate.vault.access import Access, Grant, Need
from nameplate.vault.bundles import Shape
from nameplate.vault.challenge import Gate
from nameplate.vault.errors import (
    bad_parameter,
    method_not_allowed,
    path_not_found,
    vault_deleted,
    vault_not_found,
)
from nameplate.vault.headers import HeaderBlocks
from nameplate.vault.protocols import StaleRevision
from nameplate.vault.records import SecretProperties, VaultAccount
from nameplate.vault.vault_secrets import Secrets
from nameplate.vault.vaults import Vaults

_BODY_LIMIT: Final = 2 * 1024 * 1024
"""A backup of a megabyte in base64url, and some room."""
_ATTEMPTS: Final = 5
_PFX: Final = "application/x-pkcs12"
_FORMATS: Final = {_PFX: "PFX", "application/x-pem-file": "PEM"}


@dataclass(slots=True)
class Call:
    """A request that is known to come from a principal, taken apart."""

    request: Request
    account: VaultAccount
    principal: Principal
    api_version: str
    shape: Shape
    name: str = ""
    """The path's second segment, not yet checked."""
    version: str | None = None
    grant: Grant | None = None
    """The permission to do it, once it is decided."""


Operation = Callable[[Call], Awaitable[Response]]


class VaultWire(Wire):
    """The data plane of every vault."""

    name = "vault"
    body_limit = _BODY_LIMIT

    def __init__(
        self,
        *,
        cloud: Cloud,
        vaults: Vaults,
        secrets: Secrets,
        gate: Gate,
        access: Access,
        units: UnitsOfWork,
    ) -> None:
        self._cloud = cloud
        self._vaults = vaults
        self._secrets = secrets
        self._gate = gate
        self._access = access
        self._units = units
        self._headers = HeaderBlocks()
        self._operations = self._table()
        self._base = lru_cache(maxsize=1024)(lambda name: cloud.vault_uri(name)[:-1])
        self._find = lru_cache(maxsize=2048)(self._look_up)

    async def handle(self, request: Request) -> Response:
        account = await self._account(request)
        principal = await self._gate.principal(request, account)
        operation, name, version = self._find(_method(request), request.path)
        api_version = parameters.api_version(request)
        shape = bundles.shape(
            self._base(account.name),
            api_version,
            days=account.retention_days,
            purge_protection=account.purge_protection,
        )
        call = Call(request, account, principal, api_version, shape, name, version)
        try:
            return await operation(call)
        except NameplateError as error:
            # A permission was used whatever came of it: its record is what least privilege is
            # read from.
            if call.grant is not None:
                await self._access.used(call.grant)
                error.headers = (*error.headers, *_assignment(call.grant))
            raise

    def render(self, error: NameplateError, request: Request) -> Response:
        document: dict[str, object] = {"code": error.code, "message": error.message}
        if error.inner_code is not None:
            document["innererror"] = {"code": error.inner_code}
        account = self._vaults.held(self._cloud.vault_of(request.host) or "")
        headers = self._headers.of(request, account, body=True)
        headers.extend(
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in error.headers
        )
        return Response(error.status, orjson.dumps({"error": document}), headers)

    async def _account(self, request: Request) -> VaultAccount:
        name = self._cloud.vault_of(request.host) or ""
        account = await self._vaults.find(name)
        if account is not None:
            return account
        if await self._vaults.deleted(name):
            raise vault_deleted(name)
        raise vault_not_found(name)

    def _table(self) -> Mapping[tuple[str, ...], Mapping[str, Operation]]:
        # The whole surface: literal segments of the path, * for a name or a version.
        return {
            ("secrets",): {"GET": self._list},
            ("secrets", "restore"): {"POST": self._restore},
            ("secrets", "*"): {
                "GET": self._get,
                "PUT": self._set,
                "PATCH": self._update,
                "DELETE": self._delete,
            },
            ("secrets", "*", "versions"): {"GET": self._list_versions},
            ("secrets", "*", "backup"): {"POST": self._backup},
            ("secrets", "*", "*"): {"GET": self._get, "PATCH": self._update},
            ("deletedsecrets",): {"GET": self._list_deleted},
            ("deletedsecrets", "*"): {"GET": self._get_deleted, "DELETE": self._purge},
            ("deletedsecrets", "*", "recover"): {"POST": self._recover},
        }

    def _look_up(self, method: str, path: str) -> tuple[Operation, str, str | None]:
        parts = path.strip("/").split("/")
        known = False
        for pattern in _patterns(parts):
            operations = self._operations.get(pattern)
            if operations is None:
                continue
            known = True
            if operation := operations.get(method):
                name = parts[1] if len(parts) > 1 else ""
                version = parts[2] if pattern[2:] == ("*",) else None
                return operation, name, version
        raise method_not_allowed(method) if known else path_not_found(path)

    async def _get(self, call: Call) -> Response:
        grant = await self._grant(call, access.GET, call.name)
        name = parameters.secret_name(call.name)
        found = await self._secrets.get(call.account, name, call.version)
        _check_format(call.request, found.properties)
        await self._access.released(grant, found.properties.name, found.properties.version)
        return self._answer(call, bundles.secret(call.shape, found.properties, found.value))

    async def _set(self, call: Call) -> Response:
        grant = await self._grant(call, access.SET, call.name)
        name = parameters.secret_name(call.name)
        new = parameters.new_secret(call.request.body)
        work = self._units.begin()
        made = await self._secrets.set(work, call.account, name, new)
        self._access.changed(work, grant, made.name, made.version)
        await work.commit()
        return self._answer(call, bundles.secret(call.shape, made, new.value))

    async def _update(self, call: Call) -> Response:
        grant = await self._grant(call, access.UPDATE, call.name)
        name = parameters.secret_name(call.name)
        change = parameters.secret_change(call.request.body)
        for attempt in range(_ATTEMPTS):
            work = self._units.begin()
            changed = await self._secrets.update(
                work, call.account, name, version=call.version, change=change
            )
            self._access.changed(work, grant, changed.name, changed.version)
            try:
                await work.commit()
            except StaleRevision:
                if attempt + 1 == _ATTEMPTS:
                    raise
                continue
            break
        return self._answer(call, bundles.secret(call.shape, changed))

    async def _delete(self, call: Call) -> Response:
        grant = await self._grant(call, access.DELETE, call.name)
        name = parameters.secret_name(call.name)
        work = self._units.begin()
        deleted = await self._secrets.delete(work, call.account, name)
        self._access.changed(work, grant, deleted.properties.name)
        await work.commit()
        return self._answer(call, bundles.deleted_secret(call.shape, deleted))

    async def _get_deleted(self, call: Call) -> Response:
        grant = await self._grant(call, access.GET_DELETED, call.name)
        deleted = await self._secrets.deleted(call.account, parameters.secret_name(call.name))
        await self._access.used(grant)
        return self._answer(call, bundles.deleted_secret(call.shape, deleted))

    async def _recover(self, call: Call) -> Response:
        grant = await self._grant(call, access.RECOVER, call.name)
        work = self._units.begin()
        name = parameters.secret_name(call.name)
        recovered = await self._secrets.recover(work, call.account, name)
        self._access.changed(work, grant, recovered.name)
        await work.commit()
        return self._answer(call, bundles.secret(call.shape, recovered))

    async def _purge(self, call: Call) -> Response:
        grant = await self._grant(call, access.PURGE, call.name)
        work = self._units.begin()
        name = parameters.secret_name(call.name)
        await self._secrets.purge(work, call.account, name)
        self._access.changed(work, grant, name)
        await work.commit()
        return self._respond(call, 204, b"")

    async def _backup(self, call: Call) -> Response:
        grant = await self._grant(call, access.BACKUP, call.name)
        name = parameters.secret_name(call.name)
        blob = await self._secrets.backup(call.account, name)
        await self._access.released(grant, name, "backup")
        return self._answer(call, bundles.backup(blob))

    async def _restore(self, call: Call) -> Response:
        grant = await self._grant(call, access.RESTORE)
        blob = parameters.backup_value(call.request.body)
        work = self._units.begin()
        restored = await self._secrets.restore(work, call.account, blob)
        self._access.changed(work, grant, restored.name, restored.version)
        await work.commit()
        return self._answer(call, bundles.secret(call.shape, restored))

    async def _list(self, call: Call) -> Response:
        grant = await self._grant(call, access.LIST)
        size, after = _window(call.request)
        found = await self._secrets.page(call.account, after=after, limit=_limit(size) + 1)
        page, token = paging.cut(found, _limit(size), lambda one: one.name.lower())
        link = _link(call, "/secrets", token, size)
        await self._access.used(grant)
        return self._answer(call, bundles.secret_page(call.shape, page, link))

    async def _list_versions(self, call: Call) -> Response:
        grant = await self._grant(call, access.LIST, call.name)
        name = parameters.secret_name(call.name)
        size, after = _window(call.request)
        found = await self._secrets.versions_page(
            call.account, name, after=after, limit=_limit(size) + 1
        )
        page, token = paging.cut(found, _limit(size), lambda one: one.version)
        link = _link(call, f"/secrets/{name}/versions", token, size)
        await self._access.used(grant)
        return self._answer(call, bundles.version_page(call.shape, page, link))

    async def _list_deleted(self, call: Call) -> Response:
        grant = await self._grant(call, access.LIST)
        size, after = _window(call.request)
        found = await self._secrets.deleted_page(call.account, after=after, limit=_limit(size) + 1)
        page, token = paging.cut(found, _limit(size), lambda one: one.properties.name.lower())
        link = _link(call, "/deletedsecrets", token, size)
        await self._access.used(grant)
        return self._answer(call, bundles.deleted_page(call.shape, page, link))

    async def _grant(self, call: Call, need: Need, secret: str = "") -> Grant:
        call.grant = await self._access.grant(
            call.request, call.account, principal=call.principal, need=need, secret=secret
        )
        return call.grant

    def _answer(self, call: Call, body: bytes) -> Response:
        return self._respond(call, 200, body)

    def _respond(self, call: Call, status: int, body: bytes) -> Response:
        headers = self._headers.of(call.request, call.account, body=bool(body))
        if call.grant is not None and call.grant.assignment is not None:
            headers.extend(encode_headers(_assignment(call.grant)))
        return Response(status, body, headers)


def _assignment(grant: Grant) -> list[tuple[str, str]]:
    """Vaults with RBAC name what allowed a request, in every answer to it."""
    if grant.assignment is None:
        return []
    return [("x-ms-keyvault-rbac-assignment-id", grant.assignment.replace("-", ""))]


def _method(request: Request) -> str:
    # POST with X-HTTP-METHOD stands for the verb that it names (documented for clients behind
    # firewalls that let only GET and POST through).
    if request.method == "POST":
        return (request.headers.get("x-http-method") or "POST").upper()
    return request.method


def _patterns(parts: list[str]) -> tuple[tuple[str, ...], ...]:
    """The table's keys that a path may mean, the more literal first."""
    head = parts[0].lower()
    if len(parts) == 1:
        return ((head,),)
    last = parts[-1].lower()
    if len(parts) == 2:
        return (head, last), (head, "*")
    if len(parts) == 3:
        return (head, "*", last), (head, "*", "*")
    return ()


def _limit(size: int | None) -> int:
    return parameters.PAGE_LIMIT if size is None else size


def _window(request: Request) -> tuple[int | None, str]:
    return parameters.max_results(request), paging.after_of(request.query.find("$skiptoken"))


def _link(call: Call, path: str, token: str | None, size: int | None) -> str | None:
    if token is None:
        return None
    return paging.next_link(call.shape.base, path, call.api_version, token=token, size=size)


def _check_format(request: Request, properties: SecretProperties) -> None:
    """``outContentType`` (2025-06-01-preview on) asks for a certificate's other format."""
    wanted = request.query.find("outContentType")
    if wanted is None:
        return
    held = _FORMATS.get(properties.content_type or "", "Unsupported")
    target = _FORMATS.get(wanted, "Unsupported")
    if held != target or held == "Unsupported":
        raise bad_parameter(
            f"The '{held}' to '{target}' transformation is not supported. "
            "Only PFX to PEM transformation is supported."
        )

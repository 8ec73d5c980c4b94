"""Deployments and their operations: what is asked for stands in columns, the rest in a document.

Who may write is checked inside the transaction: a run that lost its lease, or whose deployment was
cancelled, is told so by its next write.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from nameplate.core.work import UnitOfWork
from nameplate.resource_manager.deployments.records import (
    HISTORY_LIMIT,
    Deployment,
    DeploymentLostError,
    Lease,
    Operation,
    OperationKind,
    ProvisioningState,
    Run,
    TargetResource,
    WhatIfResult,
)
from nameplate.resource_manager.records import ResourceChanged
from nameplate.store.database import Database, Row, Transaction
from nameplate.store.rows import as_json, columns, from_json, under, upsert
from nameplate.store.rows import run as statement

_NAMES: Final = (
    "deployment_key scope_key root_key token state created changed document owner lease "
    "template request"
)
_READ: Final = columns("root_key token state created changed document owner lease")
_SAVE: Final = upsert("deployment", _NAMES, key="deployment_key")
_SAVE_OPERATION: Final = upsert(
    "deployment_operation",
    "deployment_key operation_id changed document",
    key="deployment_key, operation_id",
)
_SAVE_RESULT: Final = upsert(
    "what_if_result", "result_id object_id expires document", key="result_id"
)
_ACTIVE: Final = "('Accepted', 'Running')"
_CANCELED: Final = ProvisioningState.CANCELED.value
_ENDED: Final = "owner = NULL, lease = NULL, request = NULL"


class StoredDeployments:
    """``DeploymentRecords`` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, key: str) -> Deployment | None:
        sql = f"SELECT {_READ}, template, request FROM deployment WHERE deployment_key = ?"
        rows = await self._database.read(sql, (key,))
        return _deployment(rows[0]) if rows else None

    async def in_scope(self, scope_key: str) -> list[Deployment]:
        sql = (
            f"SELECT {_READ}, NULL, NULL FROM deployment WHERE scope_key = ? "
            "ORDER BY created DESC, deployment_key"
        )
        return [_deployment(row) for row in await self._database.read(sql, (scope_key,))]

    async def operations(self, key: str) -> list[Operation]:
        sql = (
            "SELECT document FROM deployment_operation WHERE deployment_key = ? "
            "ORDER BY changed, operation_id"
        )
        return [_operation(row) for row in await self._database.read(sql, (key,))]

    async def expired(self, now: float) -> list[str]:
        sql = "SELECT deployment_key FROM deployment WHERE lease <= ? ORDER BY created"
        return [row[0] for row in await self._database.read(sql, (now,))]

    def begin(self, work: UnitOfWork, deployment: Deployment, *, replaces: str | None) -> None:
        row = _row(deployment)

        def write(transaction: Transaction) -> None:
            held = transaction.query(
                "SELECT token FROM deployment WHERE deployment_key = ?", (deployment.key,)
            )
            if (held[0][0] if held else None) != replaces:
                raise ResourceChanged(deployment.key)
            _forget(transaction, "deployment_key = ?", (deployment.key,))
            transaction.execute(_SAVE, row)
            _forget_oldest(transaction, deployment.scope_key)

        work.add(write, coherent=False)

    def guard(self, work: UnitOfWork, run: Run) -> None:
        work.add(lambda transaction: _guard(transaction, run), coherent=False)

    def save(self, work: UnitOfWork, deployment: Deployment) -> None:
        ended = "" if deployment.state.active else f", {_ENDED}"
        statement(
            work,
            f"UPDATE deployment SET state = ?, changed = ?, document = ?{ended} "
            "WHERE deployment_key = ? AND token = ? AND state <> ?",
            (
                deployment.state.value,
                deployment.changed,
                as_json(_document(deployment)),
                deployment.key,
                deployment.token,
                _CANCELED,
            ),
            coherent=False,
        )

    def save_operations(
        self, work: UnitOfWork, key: str, token: str, operations: Sequence[Operation]
    ) -> None:
        rows = [
            (key, each.id, each.changed, as_json(_operation_document(each))) for each in operations
        ]

        def write(transaction: Transaction) -> None:
            sql = "SELECT 1 FROM deployment WHERE deployment_key = ? AND token = ?"
            if transaction.query(sql, (key, token)):
                transaction.execute_many(_SAVE_OPERATION, rows)

        work.add(write, coherent=False)

    def cancel(self, work: UnitOfWork, key: str, *, token: str, now: float) -> None:
        def write(transaction: Transaction) -> None:
            changed = transaction.execute(
                "UPDATE deployment SET state = ?, changed = ? "
                f"WHERE deployment_key = ? AND token = ? AND state IN {_ACTIVE}",
                (_CANCELED, now, key, token),
            )
            if not changed:
                raise ResourceChanged(key)

        work.add(write, coherent=False)

    def end_within(
        self,
        work: UnitOfWork,
        run: Run,
        *,
        state: ProvisioningState,
        now: float,
        error: Mapping[str, Any] | None = None,
    ) -> None:
        def write(transaction: Transaction) -> None:
            _owned(transaction, run)
            rows = transaction.query(
                f"SELECT {_READ}, NULL, NULL FROM deployment "
                f"WHERE root_key = ? AND state IN {_ACTIVE}",
                (run.key,),
            )
            for each in map(_deployment, rows):
                document = _document(each) | {"error": error}
                transaction.execute(
                    "UPDATE deployment SET state = ?, changed = ?, document = ? "
                    "WHERE deployment_key = ?",
                    (state.value, now, as_json(document), each.key),
                )
            transaction.execute(
                f"UPDATE deployment SET {_ENDED} WHERE deployment_key = ?", (run.key,)
            )

        work.add(write, coherent=False)

    def renew(self, work: UnitOfWork, run: Run, *, expires: float) -> None:
        def write(transaction: Transaction) -> None:
            _guard(transaction, run)
            transaction.execute(
                "UPDATE deployment SET lease = ? WHERE deployment_key = ?", (expires, run.key)
            )

        work.add(write, coherent=False)

    def take(self, work: UnitOfWork, run: Run, *, now: float, expires: float) -> None:
        def write(transaction: Transaction) -> None:
            taken = transaction.execute(
                "UPDATE deployment SET owner = ?, lease = ? "
                "WHERE deployment_key = ? AND token = ? AND lease <= ?",
                (run.owner, expires, run.key, run.token, now),
            )
            if not taken:
                raise DeploymentLostError(run.key)

        work.add(write, coherent=False)

    def delete(self, work: UnitOfWork, key: str) -> None:
        work.add(
            lambda transaction: _forget(transaction, "deployment_key = ?", (key,)), coherent=False
        )

    def delete_within(self, work: UnitOfWork, scope_key: str) -> None:
        where = "scope_key = ? OR (scope_key > ? AND scope_key < ?)"
        parameters = (scope_key, *under(scope_key))
        work.add(lambda transaction: _forget(transaction, where, parameters), coherent=False)

    async def find_result(self, identifier: str) -> WhatIfResult | None:
        sql = "SELECT object_id, expires, document FROM what_if_result WHERE result_id = ?"
        rows = await self._database.read(sql, (identifier,))
        if not rows:
            return None
        object_id, expires, document = rows[0]
        return WhatIfResult(
            id=identifier, object_id=object_id, expires=expires, document=from_json(document)
        )

    def keep_result(self, work: UnitOfWork, result: WhatIfResult, *, now: float) -> None:
        statement(work, "DELETE FROM what_if_result WHERE expires <= ?", (now,), coherent=False)
        row = (result.id, result.object_id, result.expires, as_json(result.document))
        statement(work, _SAVE_RESULT, row, coherent=False)


def _owned(transaction: Transaction, run: Run) -> str:
    """The state of a run's outermost deployment. Raises DeploymentLostError if it is not its."""
    rows = transaction.query(
        "SELECT state FROM deployment WHERE deployment_key = ? AND token = ? AND owner = ?",
        (run.key, run.token, run.owner),
    )
    if not rows:
        raise DeploymentLostError(run.key)
    state: str = rows[0][0]
    return state


def _guard(transaction: Transaction, run: Run) -> None:
    if _owned(transaction, run) == _CANCELED:
        raise DeploymentLostError(run.key)


def _forget(transaction: Transaction, where: str, parameters: Row) -> None:
    """Remove deployments and their operations."""
    keys = f"SELECT deployment_key FROM deployment WHERE {where}"
    transaction.execute(
        f"DELETE FROM deployment_operation WHERE deployment_key IN ({keys})", parameters
    )
    transaction.execute(f"DELETE FROM deployment WHERE {where}", parameters)


def _forget_oldest(transaction: Transaction, scope_key: str) -> None:
    counted = "SELECT COUNT(*) FROM deployment WHERE scope_key = ?"
    over = transaction.query(counted, (scope_key,))[0][0] - HISTORY_LIMIT
    if over <= 0:
        return
    oldest = transaction.query(
        f"SELECT deployment_key FROM deployment WHERE scope_key = ? AND state NOT IN {_ACTIVE} "
        "ORDER BY created LIMIT ?",
        (scope_key, over),
    )
    for (key,) in oldest:
        _forget(transaction, "deployment_key = ?", (key,))


def _row(deployment: Deployment) -> Row:
    lease = deployment.lease
    return (
        deployment.key,
        deployment.scope_key,
        deployment.root,
        deployment.token,
        deployment.state.value,
        deployment.created,
        deployment.changed,
        as_json(_document(deployment)),
        lease.owner if lease else None,
        lease.expires if lease else None,
        deployment.template,
        deployment.request,
    )


def _document(deployment: Deployment) -> dict[str, Any]:
    return {
        "id": deployment.id,
        "name": deployment.name,
        "scope": deployment.scope,
        "location": deployment.location,
        "tags": deployment.tags,
        "correlation_id": deployment.correlation_id,
        "properties": deployment.properties,
        "outputs": deployment.outputs,
        "output_resources": deployment.output_resources,
        "error": deployment.error,
        "on_error": deployment.on_error,
    }


def _deployment(row: Row) -> Deployment:
    root, token, state, created, changed, document, owner, lease, template, request = row
    return Deployment(
        root=root,
        token=token,
        state=ProvisioningState(state),
        created=created,
        changed=changed,
        lease=None if owner is None else Lease(owner, lease),
        template=template,
        request=request,
        **from_json(document),
    )


def _operation_document(operation: Operation) -> dict[str, Any]:
    target = operation.target
    return {
        "id": operation.id,
        "kind": operation.kind.value,
        "state": operation.state.value,
        "started": operation.started,
        "changed": operation.changed,
        "tracking_id": operation.tracking_id,
        "service_request_id": operation.service_request_id,
        "status_code": operation.status_code,
        "target": None if target is None else (target.id, target.type, target.name),
        "error": operation.error,
    }


def _operation(row: Row) -> Operation:
    document: dict[str, Any] = from_json(row[0])
    target = document.pop("target")
    return Operation(
        kind=OperationKind(document.pop("kind")),
        state=ProvisioningState(document.pop("state")),
        target=None if target is None else TargetResource(*target),
        **document,
    )

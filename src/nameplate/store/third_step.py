"""The third step: events of the trail by their series, and how many there were in each minute;
resources of a type in the order of their lists.

What was recorded before it finds its series here, page by page, so that filters see all of it.
"""

from typing import Final

from nameplate.audit.chain import decode
from nameplate.store.audit_series import Indexed, index
from nameplate.store.database import Transaction

_PAGE: Final = 2_000

_TABLES: Final = (
    """
    CREATE TABLE audit_series (
        id {sequence} PRIMARY KEY,
        object_id {key} NOT NULL,
        resource_key {key} NOT NULL,
        kind {key} NOT NULL,
        action {key} NOT NULL,
        outcome {key} NOT NULL,
        workload_key {key} NOT NULL,
        resource TEXT NOT NULL
    )
    """,
    """
    CREATE UNIQUE INDEX audit_series_all ON audit_series
        (object_id, resource_key, kind, action, outcome, workload_key)
    """,
    "CREATE INDEX audit_series_resource ON audit_series (resource_key)",
    "CREATE INDEX audit_series_workload ON audit_series (workload_key)",
    "CREATE INDEX audit_series_outcome ON audit_series (outcome, kind)",
    """
    CREATE TABLE audit_tally (
        minute {sequence} NOT NULL,
        what {key} NOT NULL,
        outcome {key} NOT NULL,
        events {sequence} NOT NULL,
        PRIMARY KEY (minute, what, outcome)
    )
    """,
    "ALTER TABLE audit_event ADD COLUMN series {sequence} NOT NULL DEFAULT 0",
)


def _index_what_is_there(transaction: Transaction) -> None:
    """Give every event that is kept its series, and count it."""
    sequence = 0
    while rows := transaction.query(
        "SELECT sequence, time, body FROM audit_event WHERE sequence > ? ORDER BY sequence LIMIT ?",
        (sequence, _PAGE),
    ):
        events = [Indexed.of(row[1], decode(row[2])) for row in rows]
        numbers = index(transaction, events)
        transaction.execute_many(
            "UPDATE audit_event SET series = ? WHERE sequence = ?",
            [(number, row[0]) for number, row in zip(numbers, rows, strict=True)],
        )
        sequence = rows[-1][0]


THIRD: Final = (
    *_TABLES,
    _index_what_is_there,
    "DROP INDEX audit_event_object",
    "CREATE INDEX audit_event_series ON audit_event (series, sequence)",
    "CREATE INDEX resource_listed ON resource (type_key, resource_key, name_key)",
)

"""The tables, as steps from an empty database to today's.

Names of tables are singular; times are seconds since 1970 (UTC); ids and keys that Azure compares
without regard to case are stored in lower case beside their spelling. Text in ``document`` is JSON.
"""

from typing import Final

_AUDIT: Final = (
    """
    CREATE TABLE audit_event (
        sequence {sequence} PRIMARY KEY,
        time {real} NOT NULL,
        kind TEXT NOT NULL,
        object_id TEXT,
        body {bytes} NOT NULL,
        hash {bytes} NOT NULL
    )
    """,
    "CREATE INDEX audit_event_of ON audit_event (object_id, sequence)",
    """
    CREATE TABLE audit_start (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        sequence {sequence} NOT NULL,
        hash {bytes} NOT NULL
    )
    """,
)

_SHARED: Final = (
    "CREATE TABLE change_epoch (id INTEGER PRIMARY KEY CHECK (id = 1), value BIGINT NOT NULL)",
    "INSERT INTO change_epoch (id, value) VALUES (1, 1)",
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
)

STEPS: Final[tuple[tuple[str, ...], ...]] = ((*_SHARED, *_AUDIT),)
"""What each format adds to the one before it; the first is the first released."""

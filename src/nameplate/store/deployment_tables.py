"""The tables of deployments: part of the schema, in the same portable words."""

from typing import Final

DEPLOYMENTS: Final = (
    """
    CREATE TABLE deployment (
        deployment_key {key} PRIMARY KEY,
        scope_key {key} NOT NULL,
        root_key {key} NOT NULL,
        token {key} NOT NULL,
        state TEXT NOT NULL,
        created {real} NOT NULL,
        changed {real} NOT NULL,
        document TEXT NOT NULL,
        owner {key},
        lease {real},
        template {bytes},
        request {bytes}
    )
    """,
    "CREATE INDEX deployment_scope ON deployment (scope_key, created)",
    "CREATE INDEX deployment_root ON deployment (root_key)",
    "CREATE INDEX deployment_lease ON deployment (lease)",
    """
    CREATE TABLE deployment_operation (
        deployment_key {key} NOT NULL,
        operation_id {key} NOT NULL,
        changed {real} NOT NULL,
        document TEXT NOT NULL,
        PRIMARY KEY (deployment_key, operation_id)
    )
    """,
    """
    CREATE TABLE what_if_result (
        result_id {key} PRIMARY KEY,
        object_id {key} NOT NULL,
        expires {real} NOT NULL,
        document TEXT NOT NULL
    )
    """,
    "CREATE INDEX what_if_result_expires ON what_if_result (expires)",
)

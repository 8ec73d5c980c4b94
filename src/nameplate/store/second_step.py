"""The second step: people, groups, app roles, management groups and deployments.

Columns that are added to rows which exist have a value that means what those rows meant.
"""

from typing import Final

from nameplate.store.deployment_tables import DEPLOYMENTS

_COLUMNS: Final = (
    "ALTER TABLE application ADD COLUMN settings TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE service_principal ADD COLUMN assignment_required INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE directory_user ADD COLUMN name_key {key} NOT NULL DEFAULT ''",
    "UPDATE directory_user SET name_key = lower(user_principal_name)",
    "CREATE UNIQUE INDEX directory_user_name ON directory_user (name_key)",
    "ALTER TABLE refresh_token ADD COLUMN method TEXT NOT NULL DEFAULT 'rsa'",
    "ALTER TABLE refresh_token ADD COLUMN confidential INTEGER NOT NULL DEFAULT 0",
)

_PASSWORDS: Final = (
    """
    CREATE TABLE user_password (
        user_id {key} PRIMARY KEY,
        hash TEXT NOT NULL,
        changed {real} NOT NULL
    )
    """,
)

_GROUPS: Final = (
    """
    CREATE TABLE directory_group (
        object_id {key} PRIMARY KEY,
        display_name TEXT NOT NULL,
        description TEXT NOT NULL,
        mail_nickname TEXT NOT NULL,
        created {real} NOT NULL
    )
    """,
    """
    CREATE TABLE group_member (
        group_id {key} NOT NULL,
        member_id {key} NOT NULL,
        member_type TEXT NOT NULL,
        PRIMARY KEY (group_id, member_id)
    )
    """,
    "CREATE INDEX group_member_member ON group_member (member_id, group_id)",
    """
    CREATE TABLE app_role_assignment (
        assignment_id {key} PRIMARY KEY,
        principal_id {key} NOT NULL,
        principal_type TEXT NOT NULL,
        resource_id {key} NOT NULL,
        app_role_id {key} NOT NULL,
        created {real} NOT NULL,
        UNIQUE (principal_id, resource_id, app_role_id)
    )
    """,
    "CREATE INDEX app_role_assignment_resource ON app_role_assignment (resource_id)",
)

_MANAGEMENT_GROUPS: Final = (
    """
    CREATE TABLE management_group (
        name_key {key} PRIMARY KEY,
        parent_key {key} NOT NULL,
        document TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE management_group_subscription (
        subscription_id {key} PRIMARY KEY,
        name_key {key} NOT NULL
    )
    """,
)

SECOND: Final = (*_COLUMNS, *_PASSWORDS, *_GROUPS, *_MANAGEMENT_GROUPS, *DEPLOYMENTS)

"""The tables, as steps from an empty database to today's.

Names of tables are singular; times are seconds since 1970 (UTC). What Azure compares without
regard to case stands twice: as it was given, and in lower case in a column called ``..._key``
(``vault_key`` is a vault's own). Lists and mappings are JSON. Words in braces are the dialect's.
"""

from collections.abc import Callable
from typing import Final

from nameplate.store.database import Transaction
from nameplate.store.second_step import SECOND
from nameplate.store.third_step import THIRD

_SHARED: Final = (
    "CREATE TABLE change_epoch (id INTEGER PRIMARY KEY CHECK (id = 1), value BIGINT NOT NULL)",
    "INSERT INTO change_epoch (id, value) VALUES (1, 1)",
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
)

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
    "CREATE INDEX audit_event_object ON audit_event (object_id, sequence)",
    """
    CREATE TABLE audit_start (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        sequence {sequence} NOT NULL,
        hash {bytes} NOT NULL
    )
    """,
)

_KEYS: Final = (
    """
    CREATE TABLE signing_key (
        kid {key} PRIMARY KEY,
        state TEXT NOT NULL,
        certificate {bytes} NOT NULL,
        sealed_private {bytes} NOT NULL,
        created {real} NOT NULL,
        activates {real} NOT NULL,
        retires {real} NOT NULL,
        expires {real} NOT NULL
    )
    """,
    """
    CREATE TABLE certificate_authority (
        authority_id {key} PRIMARY KEY,
        name TEXT NOT NULL,
        root_pem {bytes} NOT NULL,
        issuing_pem {bytes} NOT NULL,
        sealed_key {bytes} NOT NULL,
        permitted TEXT NOT NULL,
        created {real} NOT NULL,
        not_after {real} NOT NULL
    )
    """,
)

_PRINCIPALS: Final = (
    """
    CREATE TABLE tenant (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        tenant_id TEXT NOT NULL,
        display_name TEXT NOT NULL,
        default_domain TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE application (
        app_id {key} PRIMARY KEY,
        object_id TEXT NOT NULL,
        display_name TEXT NOT NULL,
        identifier_uris TEXT NOT NULL,
        created {real} NOT NULL
    )
    """,
    """
    CREATE TABLE service_principal (
        object_id {key} PRIMARY KEY,
        app_id {key} NOT NULL,
        display_name TEXT NOT NULL,
        type TEXT NOT NULL,
        enabled INTEGER NOT NULL,
        resource_id TEXT,
        resource_key {key},
        created {real} NOT NULL
    )
    """,
    "CREATE INDEX service_principal_app ON service_principal (app_id)",
    "CREATE INDEX service_principal_resource ON service_principal (resource_key, created)",
    """
    CREATE TABLE directory_user (
        object_id {key} PRIMARY KEY,
        user_principal_name TEXT NOT NULL,
        display_name TEXT NOT NULL,
        enabled INTEGER NOT NULL,
        created {real} NOT NULL
    )
    """,
)

_CREDENTIALS: Final = (
    """
    CREATE TABLE client_secret (
        key_id {key} PRIMARY KEY,
        owner_id {key} NOT NULL,
        digest {bytes} NOT NULL,
        hint TEXT NOT NULL,
        display_name TEXT NOT NULL,
        created {real} NOT NULL,
        expires {real} NOT NULL
    )
    """,
    "CREATE INDEX client_secret_owner ON client_secret (owner_id, created)",
    """
    CREATE TABLE client_certificate (
        key_id {key} PRIMARY KEY,
        owner_id {key} NOT NULL,
        certificate {bytes} NOT NULL,
        thumbprint_sha1 TEXT NOT NULL,
        thumbprint_sha256 TEXT NOT NULL,
        display_name TEXT NOT NULL,
        created {real} NOT NULL,
        expires {real} NOT NULL
    )
    """,
    "CREATE INDEX client_certificate_owner ON client_certificate (owner_id, created)",
    """
    CREATE TABLE federated_credential (
        owner_id {key} NOT NULL,
        name_key {key} NOT NULL,
        name TEXT NOT NULL,
        issuer TEXT NOT NULL,
        subject TEXT NOT NULL,
        audiences TEXT NOT NULL,
        description TEXT NOT NULL,
        created {real} NOT NULL,
        PRIMARY KEY (owner_id, name_key)
    )
    """,
)

_SIGN_INS: Final = (
    """
    CREATE TABLE refresh_token (
        digest {bytes} PRIMARY KEY,
        family_id {key} NOT NULL,
        user_id {key} NOT NULL,
        client_id {key} NOT NULL,
        tenant_id {key} NOT NULL,
        scope TEXT NOT NULL,
        signed_in {real} NOT NULL,
        issued {real} NOT NULL,
        expires {real} NOT NULL,
        used {real},
        revoked {real}
    )
    """,
    "CREATE INDEX refresh_token_family ON refresh_token (family_id)",
    "CREATE INDEX refresh_token_user ON refresh_token (user_id)",
    "CREATE INDEX refresh_token_expires ON refresh_token (expires)",
)

_WORKLOADS: Final = (
    """
    CREATE TABLE identity_assignment (
        resource_key {key} PRIMARY KEY,
        resource_id TEXT NOT NULL,
        system_assigned {key},
        user_assigned TEXT NOT NULL
    )
    """,
    "CREATE INDEX identity_assignment_system ON identity_assignment (system_assigned)",
    """
    CREATE TABLE identity_assignment_user (
        identity_key {key} NOT NULL,
        resource_key {key} NOT NULL,
        PRIMARY KEY (identity_key, resource_key)
    )
    """,
    "CREATE INDEX identity_assignment_user_resource ON identity_assignment_user (resource_key)",
    """
    CREATE TABLE workload_binding (
        binding_id {key} PRIMARY KEY,
        digest {bytes} NOT NULL UNIQUE,
        resource_id TEXT NOT NULL,
        resource_key {key} NOT NULL,
        created {real} NOT NULL,
        expires {real}
    )
    """,
    "CREATE INDEX workload_binding_resource ON workload_binding (resource_key)",
)

_RESOURCES: Final = (
    """
    CREATE TABLE resource (
        resource_key {key} PRIMARY KEY,
        id TEXT NOT NULL,
        type TEXT NOT NULL,
        type_key {key} NOT NULL,
        name TEXT NOT NULL,
        name_key {key} NOT NULL,
        top_level INTEGER NOT NULL,
        etag TEXT NOT NULL,
        created {real} NOT NULL,
        changed {real} NOT NULL,
        document TEXT NOT NULL,
        protected {bytes}
    )
    """,
    "CREATE INDEX resource_type ON resource (type_key, name_key)",
    "CREATE TABLE access_policies (vault_id {key} PRIMARY KEY, document TEXT NOT NULL)",
)

_ROLES: Final = (
    """
    CREATE TABLE role_definition (
        role_id {key} PRIMARY KEY,
        name_key {key} NOT NULL UNIQUE,
        document TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE role_assignment (
        name {key} PRIMARY KEY,
        scope_key {key} NOT NULL,
        principal_id {key} NOT NULL,
        role_id {key} NOT NULL,
        document TEXT NOT NULL,
        UNIQUE (principal_id, scope_key, role_id)
    )
    """,
    "CREATE INDEX role_assignment_scope ON role_assignment (scope_key, name)",
    "CREATE INDEX role_assignment_role ON role_assignment (role_id)",
)

_VAULTS: Final = (
    """
    CREATE TABLE vault (
        vault_key {key} PRIMARY KEY,
        name_key {key} NOT NULL UNIQUE,
        name TEXT NOT NULL,
        resource_id TEXT NOT NULL,
        location TEXT NOT NULL,
        tenant_id TEXT NOT NULL,
        retention_days INTEGER NOT NULL,
        purge_protection INTEGER NOT NULL,
        rbac INTEGER NOT NULL,
        created {real} NOT NULL,
        enabled_for_deployment INTEGER NOT NULL,
        enabled_for_disk_encryption INTEGER NOT NULL,
        enabled_for_template_deployment INTEGER NOT NULL,
        deleted {real},
        scheduled_purge {real},
        properties TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE secret (
        vault_key {key} NOT NULL,
        name_key {key} NOT NULL,
        newest {key} NOT NULL,
        ordinal INTEGER NOT NULL,
        deleted BIGINT,
        scheduled_purge BIGINT,
        PRIMARY KEY (vault_key, name_key)
    )
    """,
    """
    CREATE TABLE secret_version (
        vault_key {key} NOT NULL,
        name_key {key} NOT NULL,
        version {key} NOT NULL,
        ordinal INTEGER NOT NULL,
        name TEXT NOT NULL,
        content_type TEXT,
        tags TEXT,
        enabled INTEGER NOT NULL,
        not_before BIGINT,
        expires BIGINT,
        created BIGINT NOT NULL,
        updated BIGINT NOT NULL,
        managed INTEGER NOT NULL,
        key_id TEXT,
        revision INTEGER NOT NULL,
        sealed {bytes} NOT NULL,
        PRIMARY KEY (vault_key, name_key, version)
    )
    """,
    """
    CREATE TABLE vault_key (
        vault_key {key} NOT NULL,
        name_key {key} NOT NULL,
        version {key} NOT NULL,
        ordinal INTEGER NOT NULL,
        name TEXT NOT NULL,
        public TEXT NOT NULL,
        operations TEXT NOT NULL,
        size INTEGER,
        tags TEXT,
        enabled INTEGER NOT NULL,
        not_before BIGINT,
        expires BIGINT,
        created BIGINT NOT NULL,
        updated BIGINT NOT NULL,
        sealed {bytes} NOT NULL,
        PRIMARY KEY (vault_key, name_key, version)
    )
    """,
)

_FIRST: Final = (
    *_SHARED,
    *_AUDIT,
    *_KEYS,
    *_PRINCIPALS,
    *_CREDENTIALS,
    *_SIGN_INS,
    *_WORKLOADS,
    *_RESOURCES,
    *_ROLES,
    *_VAULTS,
)

Statement = str | Callable[[Transaction], None]

STEPS: Final[tuple[tuple[Statement, ...], ...]] = (_FIRST, SECOND, THIRD)
"""What each format adds to the one before it."""

"""Bodies: order and absence of fields."""

from dataclasses import replace
from typing import Final

from nameplate.core.secret_value import SecretValue
from nameplate.vault import bundles
from nameplate.vault.records import DeletedSecret, SecretProperties

BASE: Final = "https://contoso.example"
SHAPE: Final = bundles.shape(BASE, "7.4", days=90, purge_protection=False)
PLAIN: Final = SecretProperties(
    vault="v",
    name="db",
    version="0" * 32,
    content_type=None,
    tags=None,
    enabled=True,
    not_before=None,
    expires=None,
    created=1,
    updated=2,
)
FULL: Final = replace(
    PLAIN,
    content_type="t",
    tags={"a": "b"},
    not_before=3,
    expires=4,
    managed=True,
    key_id="https://contoso.example/keys/db/0",
)


def test_a_plain_secret_has_no_field_that_was_not_given() -> None:
    assert bundles.secret(SHAPE, PLAIN, SecretValue("s")) == (
        b'{"value":"s","id":"https://contoso.example/secrets/db/' + b"0" * 32 + b'",'
        b'"attributes":{"enabled":true,"created":1,"updated":2,'
        b'"recoveryLevel":"Recoverable+Purgeable","recoverableDays":90}}'
    )


def test_a_full_secret_has_its_fields_in_the_recorded_order() -> None:
    assert bundles.secret(SHAPE, FULL) == (
        b'{"contentType":"t","id":"https://contoso.example/secrets/db/' + b"0" * 32 + b'",'
        b'"managed":true,"attributes":{"enabled":true,"nbf":3,"exp":4,"created":1,"updated":2,'
        b'"recoveryLevel":"Recoverable+Purgeable","recoverableDays":90},"tags":{"a":"b"},'
        b'"kid":"https://contoso.example/keys/db/0"}'
    )


def test_tags_given_empty_come_back_empty() -> None:
    assert b'"tags":{}' in bundles.secret(SHAPE, replace(PLAIN, tags={}))


def test_a_deleted_secret_begins_with_its_deletion() -> None:
    body = bundles.deleted_secret(SHAPE, DeletedSecret(PLAIN, 10, 20))

    assert body.startswith(
        b'{"recoveryId":"https://contoso.example/deletedsecrets/db","deletedDate":10,'
        b'"scheduledPurgeDate":20,"id":'
    )


def test_items_of_pages_have_no_version_and_no_kid() -> None:
    assert bundles.secret_page(SHAPE, [FULL], None) == (
        b'{"value":[{"contentType":"t","id":"https://contoso.example/secrets/db","managed":true,'
        b'"attributes":{"enabled":true,"nbf":3,"exp":4,"created":1,"updated":2,'
        b'"recoveryLevel":"Recoverable+Purgeable","recoverableDays":90},"tags":{"a":"b"}}],'
        b'"nextLink":null}'
    )
    assert b"/secrets/db/000" in bundles.version_page(SHAPE, [PLAIN], "next")
    assert b'"recoveryId"' in bundles.deleted_page(SHAPE, [DeletedSecret(PLAIN, 1, 2)], None)


def test_an_empty_page_has_both_keys() -> None:
    assert bundles.secret_page(SHAPE, [], None) == b'{"value":[],"nextLink":null}'


def test_the_recovery_level_follows_retention_and_purge_protection() -> None:
    def level(days: int, *, protected: bool) -> str:
        return bundles.shape(BASE, "7.4", days=days, purge_protection=protected).recovery_level

    assert level(90, protected=False) == "Recoverable+Purgeable"
    assert level(7, protected=False) == "CustomizedRecoverable+Purgeable"
    assert level(90, protected=True) == "Recoverable"
    assert level(7, protected=True) == "CustomizedRecoverable"


def test_old_versions_have_no_recoverable_days() -> None:
    old = bundles.shape(BASE, "7.0", days=90, purge_protection=False)

    assert b"recoverableDays" not in bundles.secret(old, PLAIN)


def test_a_backup_is_one_value() -> None:
    assert bundles.backup("abc") == b'{"value":"abc"}'

"""One change in ARM's words."""

from nameplate.resource_manager.deployments.what_if.change import (
    Change,
    ChangeType,
    compared,
    tidy,
)
from nameplate.resource_manager.deployments.what_if.differences import masked

ID = "/subscriptions/s/resourceGroups/g/providers/A.B/cs/one/ds/two"


def test_a_document_is_sorted_and_without_what_says_nothing() -> None:
    found = tidy(
        {"tags": {"b": "1", "a": None}, "properties": {"z": [{"y": 1, "x": None}]}, "etag": "1"},
        ID,
        type_name="A.B/cs/ds",
        api_version="2024-01-01",
    )
    assert list(found) == ["apiVersion", "id", "name", "properties", "tags", "type"]
    assert found["name"] == "two"
    assert found["properties"] == {"z": [{"y": 1}]}
    assert found["tags"] == {"b": "1"}


def test_two_documents_make_a_change() -> None:
    assert compared(ID, None, {"a": 1}).type is ChangeType.CREATE
    assert compared(ID, {"a": 1}, {"a": 1}).type is ChangeType.NO_CHANGE
    changed = compared(ID, {"a": 1}, {"a": 2})
    assert list(changed.document(masked)) == [
        *("resourceId", "changeType", "before", "after", "delta")
    ]
    assert changed.short == {"resourceId": ID, "changeType": "Deploy"}


def test_a_reason_is_said_both_ways() -> None:
    change = Change(id=ID, type=ChangeType.UNSUPPORTED, reason="because")
    said = {"resourceId": ID, "changeType": "Unsupported", "unsupportedReason": "because"}
    assert change.document(masked) == change.short == said

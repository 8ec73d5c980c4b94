"""An app's identities: the block that is put, and what az would print."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.cli.failures import CommandFailure
from nameplate.cli.webapp_identity import SYSTEM, identity_block

Made = Callable[..., Any]
USER = (
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/u"
)


def test_nothing_named_is_the_system_assigned_identity() -> None:
    assert identity_block(None, [], []) == {"type": "SystemAssigned"}


def test_both_kinds_are_spelled_with_a_comma_and_a_blank() -> None:
    block = identity_block({"type": "SystemAssigned"}, [USER], [])
    assert block == {
        "type": "SystemAssigned, UserAssigned",
        "userAssignedIdentities": {USER: {}},
    }


def test_ids_are_compared_without_regard_to_case() -> None:
    held = {"type": "UserAssigned", "userAssignedIdentities": {USER: {"clientId": "c"}}}
    assert identity_block(held, [], [USER.upper().replace("/SUB", "/sub")]) == {"type": "None"}


def test_what_is_not_assigned_cannot_be_removed() -> None:
    with pytest.raises(CommandFailure, match="does not have"):
        identity_block({"type": "SystemAssigned"}, [], [USER])


def test_a_name_is_no_identity() -> None:
    with pytest.raises(CommandFailure, match="ARM id"):
        identity_block(None, ["reader"], [])


@settings(max_examples=50)
@given(st.lists(st.sampled_from([SYSTEM, f"{USER}1", f"{USER}2"]), min_size=1, unique=True))
def test_removing_what_was_added_leaves_what_was_there(wanted: list[str]) -> None:
    added = identity_block(None, wanted, [])
    assert identity_block(added, [], wanted) == {"type": "None"}


def test_on_off_and_on_again_is_another_principal(made: Made) -> None:
    made("webapp", "create", "-n", "onoff1")
    first = made("webapp", "identity", "assign", "-n", "onoff1")
    assert set(first) == {"principalId", "tenantId", "type", "userAssignedIdentities"}
    assert made("webapp", "identity", "assign", "-n", "onoff1") == first
    assert made("webapp", "identity", "show", "-n", "onoff1") == first
    assert made("webapp", "identity", "remove", "-n", "onoff1")["type"] == "None"
    assert made("webapp", "identity", "show", "-n", "onoff1") is None
    again = made("webapp", "identity", "assign", "-n", "onoff1")
    assert again["principalId"] != first["principalId"]


def test_user_assigned_identities_come_and_go(made: Made) -> None:
    user = made("identity", "create", "-n", "shared1")
    made("webapp", "create", "-n", "users1")
    both = made("webapp", "identity", "assign", "-n", "users1", "--identities", SYSTEM, user["id"])
    assert both["type"] == "SystemAssigned, UserAssigned"
    (held,) = both["userAssignedIdentities"].values()
    assert held["clientId"] == user["clientId"]
    left = made("webapp", "identity", "remove", "-n", "users1", "--identities", user["id"])
    assert left["type"] == "SystemAssigned"
    assert left["principalId"] == both["principalId"]

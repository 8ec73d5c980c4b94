"""Least privilege from events: exactly what was used, vault by vault."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from nameplate.audit.event import Event, EventKind
from nameplate.audit.suggest import (
    Suggestion,
    UsedAction,
    UsedPermissions,
    is_vault_decision,
    suggest,
)

PREFIX = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults"
CONTOSO, ADVENTURE = f"{PREFIX}/contoso", f"{PREFIX}/adventure"


def decision(action: str, outcome: Any = "allowed", vault: str = CONTOSO) -> Event:
    return Event(kind=EventKind.DECISION, action=action, outcome=outcome, resource=vault)


def test_nothing_asks_for_nothing() -> None:
    assert suggest([]) == Suggestion((), ())


def test_used_permissions_are_gathered_by_vault_and_kind() -> None:
    found = suggest(
        [
            decision("secrets/list"),
            decision("secrets/get"),
            decision("secrets/get"),
            decision("keys/get"),
            decision("secrets/set", vault=ADVENTURE),
        ]
    )
    assert found.used == (
        UsedPermissions(ADVENTURE, "secrets", ("set",)),
        UsedPermissions(CONTOSO, "keys", ("get",)),
        UsedPermissions(CONTOSO, "secrets", ("get", "list")),
    )
    assert found.refused == ()


def test_what_learning_allowed_was_used() -> None:
    assert suggest([decision("secrets/get", "learned")]).used == (
        UsedPermissions(CONTOSO, "secrets", ("get",)),
    )


def test_what_was_only_refused_stands_apart() -> None:
    found = suggest(
        [
            decision("secrets/get", "denied"),
            decision("secrets/set", "denied"),
            decision("secrets/get"),
        ]
    )
    assert found.used == (UsedPermissions(CONTOSO, "secrets", ("get",)),)
    assert found.refused == (UsedPermissions(CONTOSO, "secrets", ("set",)),)


def test_a_vault_is_one_whatever_its_case() -> None:
    found = suggest([decision("secrets/get"), decision("secrets/list", vault=CONTOSO.upper())])
    assert found.used == (UsedPermissions(CONTOSO, "secrets", ("get", "list")),)


def test_only_decisions_about_vaults_count() -> None:
    for other in (
        replace(decision("secrets/get"), kind=EventKind.CHANGE),
        replace(decision("secrets/get"), resource="/subscriptions/s"),
        replace(decision("Microsoft.KeyVault/vaults/write"), kind=EventKind.TOKEN),
    ):
        assert not is_vault_decision(other)
        assert suggest([other]) == Suggestion((), ())


def test_actions_that_roles_give_are_told_apart() -> None:
    """On data from decisions; on resources from refusals, and from changes that were made."""
    get = "Microsoft.KeyVault/vaults/secrets/getSecret/action"
    write = "Microsoft.KeyVault/vaults/write"
    found = suggest(
        [
            decision(get, "learned"),
            decision(get, "denied"),
            replace(decision(get), kind=EventKind.CHANGE),
            replace(decision(write), kind=EventKind.CHANGE),
            decision("Microsoft.Web/sites/write", "denied"),
        ]
    )
    assert found.used_actions == (
        UsedAction(CONTOSO, get, data=True),
        UsedAction(CONTOSO, write, data=False),
    )
    assert found.refused_actions == (UsedAction(CONTOSO, "Microsoft.Web/sites/write", data=False),)
    assert found.used == found.refused == ()


@given(
    st.lists(
        st.builds(
            decision,
            st.sampled_from(["secrets/get", "secrets/set", "keys/get"]),
            st.sampled_from(["allowed", "learned", "denied"]),
            st.sampled_from([CONTOSO, ADVENTURE]),
        )
    )
)
def test_every_use_is_in_it_and_nothing_more(events: list[Event]) -> None:
    found = suggest(events)
    used = {
        (entry.vault_id, f"{entry.kind}/{name}") for entry in found.used for name in entry.names
    }
    refused = {
        (entry.vault_id, f"{entry.kind}/{name}") for entry in found.refused for name in entry.names
    }
    assert used == {(e.resource, e.action) for e in events if e.outcome != "denied"}
    assert refused == {(e.resource, e.action) for e in events if e.outcome == "denied"} - used

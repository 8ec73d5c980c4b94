"""Tokens and ids."""

from nameplate.resource_manager.deployments.records import OperationKind
from nameplate.resource_manager.deployments.running.identifiers import (
    new_guid,
    new_token,
    operation_id,
)


def test_a_token_counts_the_ticks_that_are_left() -> None:
    """2021-04-19T09:36:18Z, of a recorded deployment."""
    token = new_token(1_618_824_978.85)
    assert len(token) == 20
    assert token[:9] == "085858278"


def test_newer_tokens_sort_first_and_none_comes_twice() -> None:
    tokens = [new_token(1_790_000_000.0 + second) for second in range(10)]
    assert sorted(tokens, reverse=True) == tokens
    assert len({new_token(1.0) for _ in range(20)}) > 15


def test_an_operation_has_the_same_id_whenever_it_is_done() -> None:
    first = operation_id(OperationKind.CREATE, "/subscriptions/S/x")
    assert first == operation_id(OperationKind.CREATE, "/SUBSCRIPTIONS/s/X")
    assert first != operation_id(OperationKind.DELETE, "/subscriptions/S/x")
    assert len(first) == 16
    assert first == first.upper()


def test_tracking_ids_are_guids() -> None:
    assert len(new_guid()) == 36

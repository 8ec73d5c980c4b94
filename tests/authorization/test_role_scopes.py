"""What contains what."""

import pytest
from hypothesis import given, settings

from nameplate.authorization.role_scopes import above, assignable, covers, scope_key
from tests.authorization.policies import TENANT
from tests.authorization.roles import GROUP, ROOT_GROUP, SECRET, SUBSCRIPTION, VAULT, scopes

CHAIN = ("/", ROOT_GROUP, SUBSCRIPTION, GROUP, VAULT, SECRET)


@pytest.mark.parametrize("outer", range(len(CHAIN)))
@pytest.mark.parametrize("inner", range(len(CHAIN)))
def test_each_contains_itself_and_what_is_inside(outer: int, inner: int) -> None:
    keys = [scope_key(each) for each in CHAIN]
    assert covers(keys[outer], keys[inner], tenant_id=TENANT) == (outer <= inner)


def test_a_name_that_begins_alike_is_another() -> None:
    assert not covers(scope_key(GROUP), scope_key(f"{GROUP}2"), tenant_id=TENANT)
    assert not covers(scope_key(VAULT), scope_key(f"{VAULT}x/secrets/a"), tenant_id=TENANT)


def test_only_the_root_group_of_the_tenant_contains_the_subscription() -> None:
    other = scope_key("/providers/Microsoft.Management/managementGroups/other")
    assert not covers(other, scope_key(SUBSCRIPTION), tenant_id=TENANT)
    assert covers(scope_key(ROOT_GROUP), scope_key(SUBSCRIPTION), tenant_id=TENANT.upper())


def test_scopes_are_keyed_without_case_and_end() -> None:
    assert scope_key(f"{GROUP.upper()}/") == scope_key(GROUP)
    assert scope_key("") == scope_key("/") == "/"


@given(scopes, scopes)
@settings(max_examples=100)
def test_what_is_above_is_exactly_what_covers(outer: str, inner: str) -> None:
    listed = scope_key(outer) in above(inner, tenant_id=TENANT)
    assert listed == covers(scope_key(outer), scope_key(inner), tenant_id=TENANT)


@pytest.mark.parametrize(
    ("scope", "data", "where"),
    [
        (SECRET, True, VAULT),
        (VAULT, True, VAULT),
        (VAULT, False, GROUP),
        (f"{VAULT}/providers/Microsoft.Authorization/roleAssignments/a", False, GROUP),
        (GROUP, True, GROUP),
        (f"{SUBSCRIPTION}/resourceGroups", False, SUBSCRIPTION),
        (SUBSCRIPTION, False, SUBSCRIPTION),
        ("/", False, "/"),
    ],
)
def test_where_a_role_would_be_given(scope: str, data: bool, where: str) -> None:
    assert assignable(scope, data=data) == where

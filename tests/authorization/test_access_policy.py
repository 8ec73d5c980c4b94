"""What a policy gives, and what adding to it and taking from it leaves."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.authorization.access_policy import AccessPolicy, access_policy
from nameplate.authorization.permissions import PERMISSIONS, Kind, names_of, permission
from nameplate.core.errors import BadRequest
from tests.authorization.policies import TENANT, policies, policy


def test_all_gives_every_permission_of_its_kind_only() -> None:
    assert policy("all").gives(permission(Kind.SECRETS, "purge"))
    assert not policy("all").gives(permission(Kind.KEYS, "get"))


def test_ids_kinds_and_names_are_read_in_any_case() -> None:
    made = access_policy(TENANT.upper(), "ABC", permissions={"Secrets": ["Get"]})

    assert made == AccessPolicy(TENANT, "abc", None, {"secrets": ("get",)})


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(BadRequest, match="'files' are not known"):
        access_policy(TENANT, "abc", permissions={"files": ["get"]})


def test_taking_from_all_leaves_the_others_by_name() -> None:
    left = policy("all").without(policy("get"))

    assert left.names(Kind.SECRETS) == tuple(n for n in names_of(Kind.SECRETS) if n != "get")


def test_taking_all_leaves_nothing() -> None:
    assert policy("get", "list").without(policy("all")).is_empty


@given(policies(), policies())
@settings(max_examples=60)
def test_adding_gives_what_either_gives(one: AccessPolicy, other: AccessPolicy) -> None:
    both = one.with_added(other)

    assert both.principal == one.principal
    for wanted in PERMISSIONS:
        assert both.gives(wanted) == (one.gives(wanted) or other.gives(wanted))


@given(policies(), policies())
@settings(max_examples=60)
def test_removing_gives_what_only_the_one_gives(one: AccessPolicy, other: AccessPolicy) -> None:
    left = one.without(other)

    for wanted in PERMISSIONS:
        assert left.gives(wanted) == (one.gives(wanted) and not other.gives(wanted))


@given(st.lists(st.sampled_from(names_of(Kind.SECRETS)), min_size=1))
@settings(max_examples=30)
def test_removing_what_was_added_to_nothing_leaves_nothing(names: list[str]) -> None:
    assert policy().with_added(policy(*names)).without(policy(*names)).is_empty

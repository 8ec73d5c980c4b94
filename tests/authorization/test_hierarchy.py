"""The tree above the subscription."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.authorization.hierarchy import Hierarchy, group_key
from nameplate.authorization.role_scopes import above, covers, scope_key
from tests.authorization.policies import TENANT
from tests.authorization.roles import GROUP, SUBSCRIPTION, VAULT

NAMES = ("a", "b", "c", "d")
TREE = Hierarchy({"b": "a", "a": TENANT}, {SUBSCRIPTION.rpartition("/")[2]: "b"})

parents = st.fixed_dictionaries(
    {name: st.sampled_from((TENANT.lower(), *NAMES[:at])) for at, name in enumerate(NAMES)}
)
places = st.sampled_from((TENANT.lower(), *NAMES))
scopes = st.sampled_from(
    (*("/", SUBSCRIPTION, GROUP, VAULT), *(group_key(name) for name in (*NAMES, TENANT)))
)


def test_a_subscription_is_in_its_group_and_in_all_above() -> None:
    over = TREE.over(scope_key(VAULT), tenant_id=TENANT.upper())
    assert over == (group_key("b"), group_key("a"), group_key(TENANT))
    assert TREE.over(group_key("A"), tenant_id=TENANT) == (group_key(TENANT),)
    assert TREE.over(group_key(TENANT), tenant_id=TENANT) == ()
    assert TREE.over("/", tenant_id=TENANT) == ()


def test_a_tree_that_is_none_has_an_end() -> None:
    """Whatever the store holds, a decision ends."""
    assert Hierarchy({"a": "b", "b": "a"}).over(group_key("a"), tenant_id=TENANT)


@given(parents, places, scopes, scopes)
@settings(max_examples=100)
def test_containment_is_what_walking_up_finds(
    tree: dict[str, str], place: str, outer: str, inner: str
) -> None:
    hierarchy = Hierarchy(tree, {SUBSCRIPTION.rpartition("/")[2]: place})
    walked = {scope_key(inner), "/"}
    for each in (SUBSCRIPTION, GROUP, VAULT):
        if f"{inner}/".startswith(f"{each}/"):
            walked.add(scope_key(each))
    at = place if inner.startswith("/subscriptions") else ""
    if "managementgroups" in inner:
        at = inner.rpartition("/")[2]
    while at:
        walked.add(group_key(at))
        at = "" if at == TENANT.lower() else tree[at]

    key = scope_key(outer)
    held = covers(key, scope_key(inner), tenant_id=TENANT, hierarchy=hierarchy)
    assert held == (key in walked)
    assert held == (key in above(inner, tenant_id=TENANT, hierarchy=hierarchy))

"""The ids that functions make."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.core.resource_id import ResourceId
from nameplate.template.environment import Level
from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.resource_ids import id_of
from tests.fakes.template_world import GROUP, SUBSCRIPTION, environment
from tests.template.evaluating import bind, evaluate
from tests.template.functions.laws import few

segments = st.text("abcXYZ09-", min_size=1, max_size=6)
OTHER = "2e518a80-f860-4467-a00e-d81aaf1ff42e"


@few
@given(parts=st.lists(st.tuples(segments, segments), min_size=1, max_size=3))
def test_an_id_names_its_types_and_names(parts: list[tuple[str, str]]) -> None:
    kind = "/".join(["My.Rp", *(each for each, _ in parts)])
    names = [name for _, name in parts]
    found = ResourceId.parse(evaluate(_call(kind, names)))
    assert (found.type, list(found.names), found.scope) == (kind, names, GROUP)


def _call(kind: str, names: list[str]) -> str:
    return f"resourceId('{kind}', {', '.join(repr(name) for name in names)})"


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        (
            "resourceId('g2', 'A.B/c', 'n')",
            f"/subscriptions/{SUBSCRIPTION}/resourceGroups/g2/providers/A.B/c/n",
        ),
        (
            f"resourceId('{OTHER}', 'g2', 'A.B/c', 'n')",
            f"/subscriptions/{OTHER}/resourceGroups/g2/providers/A.B/c/n",
        ),
        (
            "subscriptionResourceId('A.B/c', 'n')",
            f"/subscriptions/{SUBSCRIPTION}/providers/A.B/c/n",
        ),
        (
            f"subscriptionResourceId('{OTHER}', 'A.B/c', 'n')",
            f"/subscriptions/{OTHER}/providers/A.B/c/n",
        ),
        ("tenantResourceId('A.B/c', 'n')", "/providers/A.B/c/n"),
        (
            "managementGroupResourceId('A.B/c', 'n')",
            "/providers/Microsoft.Management/managementGroups/mg1/providers/A.B/c/n",
        ),
        (
            "extensionResourceId(resourceId('A.B/c', 'n'), 'D.E/f', 'm')",
            f"{GROUP}/providers/A.B/c/n/providers/D.E/f/m",
        ),
        (
            "subscriptionResourceId('Microsoft.Resources/resourceGroups', 'g9')",
            f"/subscriptions/{SUBSCRIPTION}/resourceGroups/g9",
        ),
        ("resourceId('A.B/c/', 'n')", f"{GROUP}/providers/A.B/c/n"),
    ],
)
def test_scopes(expression: str, found: str) -> None:
    assert evaluate(expression) == found


def test_ids_above_a_group() -> None:
    call = {"id": "[resourceId('A.B/c', 'n')]"}
    below = bind(None, environment(Level.SUBSCRIPTION), variables=call)
    assert below.variable("id") == f"/subscriptions/{SUBSCRIPTION}/providers/A.B/c/n"
    assert (
        bind(None, environment(Level.TENANT), variables=call).variable("id") == "/providers/A.B/c/n"
    )
    given = {"id": f"[resourceId('{OTHER}', 'A.B/c', 'n')]"}
    other = bind(None, environment(Level.SUBSCRIPTION), variables=given)
    assert other.variable("id") == f"/subscriptions/{OTHER}/providers/A.B/c/n"


def test_subscriptions_have_their_own_ids() -> None:
    assert id_of("", "Microsoft.Resources/subscriptions", ["s"]) == "/subscriptions/s"


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("resourceId('A.B/c/d', 'n')", "requires '2' resource name argument"),
        ("resourceId('a', 'b', 'c', 'A.B/c')", "fully qualified resource type"),
        ("resourceId('A.B/c', 1)", "should be string literals"),
        ("resourceId('A.B/c', '')", "requires '1' resource name"),
        ("extensionResourceId('x', 'A.B/c', 'n')", "should be a resource id"),
    ],
)
def test_what_is_refused(expression: str, words: str) -> None:
    with pytest.raises(ExpressionFault, match=words):
        evaluate(expression)

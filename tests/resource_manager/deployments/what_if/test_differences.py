"""The difference of two documents, and that it is all of it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.secret_value import SecretValue
from nameplate.resource_manager.deployments.what_if.differences import (
    MASK,
    differences,
    masked,
    same,
)

scalars = st.one_of(st.booleans(), st.integers(0, 3), st.sampled_from(("a", "b", "")))
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=12,
)
documents = st.dictionaries(st.sampled_from("abc"), values, max_size=3)


def applied(before: dict[str, Any], changes: list[dict[str, Any]]) -> dict[str, Any]:
    """A document with the changes made; of arrays the whole new one is in the change."""
    found: dict[str, Any] = {name: copied(value) for name, value in before.items()}
    for each in changes:
        *above, name = each["path"].split(".")
        holder = found
        for part in above:
            holder = holder[part]
        if each["propertyChangeType"] == "Delete":
            del holder[name]
        else:
            holder[name] = each["after"]
    return found


def copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: copied(each) for name, each in value.items()}
    return list(value) if isinstance(value, list) else value


@given(documents, documents)
@settings(max_examples=100)
def test_a_document_with_its_changes_made_is_the_other(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Elements of arrays that only change their places are no change."""
    changes = differences(before, after)
    made = applied(before, changes)
    assert differences(made, after) == []
    assert bool(changes) == bool(differences(after, before))


@given(documents)
@settings(max_examples=50)
def test_nothing_differs_from_itself(document: dict[str, Any]) -> None:
    assert differences(document, copied(document)) == []
    assert same(document, copied(document))


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ({"a": 1}, {}, {"path": "a", "propertyChangeType": "Delete", "before": 1}),
        ({}, {"a": {"b": 1}}, {"path": "a", "propertyChangeType": "Create", "after": {"b": 1}}),
        (
            {"a": {"b": 1}},
            {"a": {"b": True}},
            {"path": "a.b", "propertyChangeType": "Modify", "before": 1, "after": True},
        ),
    ],
)
def test_each_kind_of_change(before: Any, after: Any, change: dict[str, Any]) -> None:
    assert differences(before, after) == [change]


def test_elements_of_arrays_change_one_by_one() -> None:
    before = {"rules": [{"name": "x", "n": 1}, {"name": "y"}, "gone", "z"]}
    after = {"rules": [{"name": "y"}, {"name": "x", "n": 2}]}
    (change,) = differences(before, after)
    assert (change["path"], change["propertyChangeType"]) == ("rules", "Array")
    modified, first, second = change["children"]
    assert modified["path"] == "1"
    assert modified["children"] == [
        {"path": "n", "propertyChangeType": "Modify", "before": 1, "after": 2}
    ]
    assert [(each["path"], each["before"]) for each in (first, second)] == [
        ("2", "gone"),
        ("3", "z"),
    ]
    (more,) = differences({"a": []}, {"a": ["x"]})
    assert more["children"] == [{"path": "0", "propertyChangeType": "Create", "after": "x"}]


def test_what_is_hidden_compares_and_is_masked() -> None:
    before, after = (
        {"a": SecretValue("x"), "b": SecretValue("y")},
        {"a": "x", "b": SecretValue("z")},
    )
    (change,) = differences(before, after)
    assert change == {
        "path": "b",
        "propertyChangeType": "Modify",
        "before": MASK,
        "after": MASK,
    }
    assert masked(before) == {"a": MASK, "b": MASK}

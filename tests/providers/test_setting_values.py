"""Settings of a body, read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import BadRequest
from nameplate.providers import setting_values

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.text(), each),
    max_leaves=10,
)


@settings(max_examples=100)
@given(st.dictionaries(st.text(), JSON))
def test_settings_are_texts_that_an_environment_takes_or_refused(values: dict[str, object]) -> None:
    try:
        found = setting_values.app_settings(values)
    except BadRequest:
        return
    assert found.keys() == values.keys()
    assert all(name and "=" not in name and "\0" not in name + text for name, text in found.items())


@pytest.mark.parametrize("name", ["", " A", "A ", "A=B", "A\nB", "A\0", "\x1b[31m", "A" * 1001])
def test_a_name_that_no_variable_has_is_refused_and_told(name: str) -> None:
    with pytest.raises(BadRequest, match="cannot be the name of a setting") as refused:
        setting_values.app_settings({name: "x"})
    assert refused.value.message.isprintable()


@pytest.mark.parametrize("name", ["Foo:Bar", "AzureWebJobs.queue.Disabled", "MY-SETTING", "größe"])
def test_names_that_apps_have(name: str) -> None:
    assert setting_values.app_settings({name: "x"}) == {name: "x"}


def test_lists_and_mappings_say_the_same() -> None:
    listed = setting_values.listed_settings([{"name": "A", "value": 1}, {"name": "B"}])
    assert listed == setting_values.app_settings({"A": 1, "B": None}) == {"A": "1", "B": ""}

    strings = setting_values.listed_strings(
        [{"name": "db", "connectionString": "x", "type": "Custom"}, {"name": "e", "value": "y"}]
    )
    assert strings == {
        "db": {"value": "x", "type": "Custom"},
        "e": {"value": "y", "type": "Custom"},
    }


@pytest.mark.parametrize("given", ["x", [1], [{"value": "x"}], {}])
def test_what_is_no_list_of_pairs_is_refused(given: object) -> None:
    with pytest.raises(BadRequest):
        setting_values.listed_settings(given)


def test_a_mount_is_an_object() -> None:
    assert setting_values.mounts({"m": {"a": 1}}) == {"m": {"a": 1}}
    with pytest.raises(BadRequest):
        setting_values.mounts({"m": "x"})

"""Stand-ins for what is not known yet."""

from uuid import UUID

from nameplate.resource_manager.deployments.what_if.placeholders import Placeholders, differ
from nameplate.template.secrets import Concealed

EXPRESSION = "[reference('a').b]"


def test_they_look_like_guids_and_are_shown_as_written() -> None:
    placeholders = Placeholders()
    value = {"value": [EXPRESSION, "open", 1]}
    put = placeholders.put(value, "first")
    assert str(UUID(put["value"][0])) == put["value"][0]
    assert put["value"][1:] == ["open", 1]
    assert placeholders.put(value, "first") == put
    assert placeholders.put(value, "second") != put
    assert placeholders.written({"a": f"x {put['value'][0]}", "b": [put["value"][0]], "c": 1}) == {
        "a": f"x {EXPRESSION}",
        "b": [EXPRESSION],
        "c": 1,
    }


def test_evaluations_are_compared_open() -> None:
    assert not differ({"a": Concealed("x")}, {"a": "x"})
    assert differ({"a": Concealed("x")}, {"a": Concealed("y")})

"""Functions and bindings."""

from nameplate_functions.functions import RETURN, Binding
from tests.function_host.making import function


def test_options_are_read() -> None:
    binding = Binding("x", "timerTrigger", options={"a": "b", "on": True, "off": "False"})

    assert (binding.text("a"), binding.text("nobody", "c")) == ("b", "c")
    assert (binding.flag("on"), binding.flag("off"), binding.flag("nobody")) == (True, False, None)


def test_outputs_are_told_apart() -> None:
    answer, other = Binding(RETURN, "http", output=True), Binding("msg", "queue", output=True)
    found = function(outputs=(answer, other))

    assert found.http_output is answer
    assert found.out_parameters == (other,)
    assert [each.name for each in found.bindings] == ["given", RETURN, "msg"]
    assert function().http_output is None

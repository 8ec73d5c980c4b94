"""The shapes of expressions."""

from nameplate.template.language.nodes import calls
from nameplate.template.language.parser import parse


def test_every_call_is_found_outermost_first() -> None:
    found = [call.name for call in calls(parse("[a(b().c, 'x', 1)[d(e())]]"))]
    assert found == ["a", "b", "d", "e"]

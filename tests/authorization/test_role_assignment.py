"""An assignment's own words."""

from dataclasses import replace

from tests.authorization.roles import GROUP, assigned, built_in

GIVEN, _ = assigned(built_in("Reader"), GROUP)


def test_its_id_stands_below_its_scope() -> None:
    tail = f"/providers/Microsoft.Authorization/roleAssignments/{GIVEN.name}"
    assert GIVEN.id == f"{GROUP}{tail}"
    assert replace(GIVEN, scope="/").id == tail


def test_what_it_gives_is_compared_without_case() -> None:
    assert replace(GIVEN, scope=GROUP.upper(), name="other").what == GIVEN.what
    assert replace(GIVEN, scope="/").what != GIVEN.what

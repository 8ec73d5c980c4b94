"""How an exported template calls things."""

import pytest

from nameplate.resource_manager.address import parse
from nameplate.resource_manager.deployments.export.names import Names, escaped

GROUP = "/subscriptions/s/resourceGroups/g"
SITE = f"{GROUP}/providers/Microsoft.Web/sites/it's-1"
SLOT = f"{SITE}/slots/staging"


def names(*, literal: bool = False) -> Names:
    return Names({SITE.lower(): SITE}, literal)


def test_names_are_parameters() -> None:
    found = names()
    assert found.name(parse(SITE)) == "[parameters('sites_it_s_1_name')]"
    assert found.name(parse(SLOT)) == "[concat(parameters('sites_it_s_1_name'), '/staging')]"
    assert found.id(SLOT) == (
        "[resourceId('Microsoft.Web/sites/slots', parameters('sites_it_s_1_name'), 'staging')]"
    )
    assert found.parameters == {"sites_it_s_1_name": "it's-1"}


def test_names_stand_as_they_are_when_asked() -> None:
    found = names(literal=True)
    assert found.name(parse(SLOT)) == "it's-1/staging"
    assert found.id(SITE) == "[resourceId('Microsoft.Web/sites', 'it''s-1')]"
    assert found.parameters == {}


def test_two_names_that_look_alike_are_told_apart() -> None:
    found = names()
    first = found.name(parse(f"{GROUP}/providers/A.B/cs/a-b"))
    second = found.name(parse(f"{GROUP}/providers/A.B/cs/a.b"))
    again = found.name(parse(f"{GROUP}/providers/A.B/cs/A-B"))
    assert first == again != second
    assert len(found.parameters) == 2


def test_ids_become_references_and_brackets_are_escaped() -> None:
    needed: set[str] = set()
    value = {"a": [SITE.upper(), "[x]", f"{SITE}/other"], SITE: 1}
    found = names(literal=True).referring(value, needed)
    expression = "[resourceId('Microsoft.Web/sites', 'it''s-1')]"
    assert found == {"a": [expression, "[[x]", f"{SITE}/other"], expression: 1}
    assert needed == {SITE}


@pytest.mark.parametrize(("text", "found"), [("[a", "[[a"), ("a]", "a]"), ("", "")])
def test_escaping(text: str, found: str) -> None:
    assert escaped(text) == found

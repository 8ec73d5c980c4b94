"""Resources as they are declared."""

from typing import Any

import pytest

from nameplate.template.document.resources import declared_resources
from nameplate.template.document.sections import placed
from nameplate.template.errors import InvalidTemplate

SITE = {"type": "My.Rp/sites", "apiVersion": "2020-01-01", "name": "s1"}


def _declared(*resources: Any) -> Any:
    return declared_resources(placed(list(resources), "resources"), symbolic=False)


def test_children_have_the_types_of_their_parents() -> None:
    (site,) = _declared({**SITE, "resources": [{"type": "config", "name": "web"}]})
    assert [child.type for child in site.children] == ["My.Rp/sites/config"]
    assert site.written_name == "s1"


def test_symbols_name_resources_and_children() -> None:
    section = placed({"site": {**SITE, "resources": {"web": {"type": "config", "name": "web"}}}})
    (site,) = declared_resources(section, symbolic=True)
    assert (site.symbol, site.children[0].symbol) == ("site", "web")


def test_a_loop_is_parallel_or_serial() -> None:
    (site,) = _declared(
        {**SITE, "copy": {"name": "many", "count": 3, "mode": "Serial", "batchSize": 2}}
    )
    assert site.loop is not None
    assert (site.loop.name, site.loop.serial, site.loop.batch) == ("many", True, 2)


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        ({"name": "x"}, "Required property 'type' not found"),
        ({"type": "A.B/c"}, "Required property 'name' not found"),
        (
            {"type": "[concat('A.B', '/c')]", "name": "x"},
            "The type property cannot be an expression",
        ),
        ({"type": "sites", "name": "x"}, "must be fully qualified"),
        ({**SITE, "copy": {"count": 1}}, "Required property 'name' not found"),
        ({**SITE, "copy": {"name": "x"}}, "Required property 'count' not found"),
        ({**SITE, "copy": {"name": "x", "count": 1, "mode": "fast"}}, "invalid mode 'fast'"),
        ({**SITE, "import": "kubernetes"}, "Extensibility providers are not supported"),
        ("x", "Expected a value of type 'Object'"),
    ],
)
def test_what_is_no_resource(resource: Any, words: str) -> None:
    with pytest.raises(InvalidTemplate) as caught:
        _declared(resource)
    assert words in caught.value.message

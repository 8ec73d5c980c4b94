"""What names mean."""

from typing import Any

import pytest

from nameplate.template.document.bound import BoundTemplate
from nameplate.template.document.instances import Instance
from tests.fakes.template_world import GROUP
from tests.template.evaluating import bind

VERSION = {"apiVersion": "2020-01-01"}
RESOURCES: list[dict[str, Any]] = [
    {"type": "A.B/nets", "name": "n", **VERSION},
    {"type": "A.B/nets/subs", "name": "n/s", **VERSION},
    {
        "type": "C.D/sites",
        "name": "[concat('s', copyIndex())]",
        "copy": {"name": "all", "count": 2},
        **VERSION,
    },
    {"type": "C.D/none", "name": "x", "copy": {"name": "empty", "count": 0}, **VERSION},
    {
        "type": "Microsoft.Resources/deployments",
        "name": "d",
        "resourceGroup": "other",
        **VERSION,
        "properties": {},
    },
]


def _needed(entry: str) -> list[str]:
    last = {"type": "E.F/last", "name": "l", "dependsOn": [entry], **VERSION}
    plan = bind(resources=[*RESOURCES, last]).plan()
    return [each.rpartition("/providers/")[2] for each in plan.nodes[-1].dependencies]


@pytest.mark.parametrize(
    ("entry", "needed"),
    [
        ("n", ["A.B/nets/n"]),
        ("N", ["A.B/nets/n"]),
        ("A.B/nets/n", ["A.B/nets/n"]),
        ("/A.B/nets//n/", ["A.B/nets/n"]),
        ("n/s", ["A.B/nets/n/subs/s"]),
        ("A.B/nets/subs/n/s", ["A.B/nets/n/subs/s"]),
        ("A.B/nets/n/subs/s", ["A.B/nets/n/subs/s"]),
        ("[resourceId('A.B/nets/subs', 'n', 's')]", ["A.B/nets/n/subs/s"]),
        (f"{GROUP.upper()}/providers/A.B/nets/n", ["A.B/nets/n"]),
        ("all", ["C.D/sites/s0", "C.D/sites/s1"]),
        ("empty", []),
        (
            "[resourceId('Microsoft.Resources/deployments', 'd')]",
            ["Microsoft.Resources/deployments/d"],
        ),
    ],
)
def test_an_entry_of_depends_on(entry: str, needed: list[str]) -> None:
    assert _needed(entry) == needed


def _symbolic() -> BoundTemplate:
    return bind(
        languageVersion="2.0",
        resources={
            "net": {"type": "A.B/nets", "name": "n", **VERSION},
            "sites": {
                "type": "C.D/sites",
                "name": "[concat('s', copyIndex())]",
                "copy": {"name": "x", "count": 2},
                **VERSION,
            },
            "old": {"existing": True, "type": "C.D/old", "name": "o", **VERSION},
            "last": {
                "type": "E.F/last",
                "name": "l",
                "dependsOn": ["net", "sites", "[format('sites[{0}]', 1)]", "old"],
                **VERSION,
            },
        },
    )


def test_symbols_name_resources_loops_and_their_turns() -> None:
    bound = _symbolic()
    plan = bound.plan()
    assert [node.symbol for node in plan] == ["net", "sites", "sites", "last"]
    assert [each.rpartition("/")[2] for each in plan.nodes[-1].dependencies] == ["n", "s0", "s1"]
    one, loop, existing = bound.declared("NET"), bound.declared("sites"), bound.declared("old")
    assert isinstance(one, Instance)
    assert one.name == "n"
    assert isinstance(loop, tuple)
    assert len(loop) == 2
    assert isinstance(existing, Instance)
    assert existing.existing
    assert bound.declared("nothing") is None

"""The templates of ``examples`` are templates, and their parameters are theirs."""

from pathlib import Path

import pytest

from nameplate.template.document.template import Template
from nameplate.template.json_reader import read_json
from tests.fakes.template_world import environment

EXAMPLES = Path(__file__).parents[2] / "examples"
TEMPLATES = sorted(EXAMPLES.glob("*/main.json"))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.parent.name)
def test_an_example_is_a_plan_of_known_steps(file: Path) -> None:
    beside = read_json(file.with_name("main.parameters.json").read_bytes())
    template = Template.parse(file.read_bytes())
    secrets = {
        each.name: {"value": "hunter2"}
        for each in template.parameters.values()
        if each.declaration["type"] == "securestring"
    }

    plan = template.bind({**beside["parameters"], **secrets}, environment()).plan()

    assert plan.nodes
    assert secrets
    assert not secrets.keys() & beside["parameters"].keys()
    seen: set[str] = set()
    for node in plan.nodes:
        assert set(node.dependencies) <= seen
        seen.add(node.id)
    assert "hunter2" not in repr(plan.nodes)


def test_there_are_examples() -> None:
    assert [file.parent.name for file in TEMPLATES] == ["identity"]

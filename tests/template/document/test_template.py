"""Templates as they are read; and those of the field."""

from pathlib import Path
from typing import Any

import pytest

from nameplate.core.errors import ContentTooLarge
from nameplate.template.document.parameters import Parameter
from nameplate.template.document.template import Template
from nameplate.template.environment import Level
from nameplate.template.errors import InvalidTemplate
from nameplate.template.json_reader import SIZE_LIMIT, read_json
from nameplate.template.references import Answers, Awaiting
from tests.fakes.template_world import environment
from tests.template.evaluating import document

CORPUS = Path(__file__).parents[4] / "shared" / "templates"
_VALUES = {
    "string": "text-12345",
    "securestring": "Text-12345",
    "int": 2,
    "bool": True,
    "array": [],
    "object": {},
}


def test_the_places_of_a_request_stay() -> None:
    """As the az command does, which pastes the template's text without quotes around its name."""
    request = read_json(
        '{"properties": {"mode": "Incremental", template: {\n'
        '"$schema": "x", // as in the file\n"contentVersion": "1.0.0.0",\n"resources": [\n  '
        '{"name": "n"}]}}}'
    )
    with pytest.raises(InvalidTemplate) as caught:
        Template.read(request["properties"]["template"])
    assert caught.value.message == (
        "Deployment template parse failed: 'Required property 'type' not found in JSON. Path "
        "'properties.template.resources[0]', line 5, position 3.'."
    )
    assert caught.value.mark.path == "properties.template.resources[0]"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Deployment template parse failed: 'Error reading JObject"),
        ("[]", "Expected a value of type 'Object', but found 'Array'"),
        ("{}", "Required property '$schema' not found"),
        ('{"$schema": "x"}', "Required property 'contentVersion' not found"),
        ('{"$schema": "x", "contentVersion": "1"}', "Required property 'resources' not found"),
        (
            '{"$schema": "x", "contentVersion": "1", "resources": [], "extra": 1}',
            (
                "Could not find member 'extra' on object of type 'Template'. Path 'extra', line "
                "1, position 67"
            ),
        ),
        (
            '{"$schema": "x", "contentVersion": "1", "resources": {}}',
            "Expected a value of type 'Array', but found 'Object'",
        ),
    ],
)
def test_what_is_no_template(text: str, words: str) -> None:
    with pytest.raises(InvalidTemplate) as caught:
        Template.parse(text)
    assert words in caught.value.message


@pytest.mark.parametrize(
    ("sections", "words"),
    [
        ({"languageVersion": "3.0"}, "language version '3.0' is not supported"),
        (
            {"imports": {"k8s": {"provider": "Kubernetes"}}},
            "The template uses the extensions 'k8s'",
        ),
        ({"extensions": {"graph": {}}}, "The template uses the extensions 'graph'"),
        (
            {"parameters": {f"p{at}": {"type": "int"} for at in range(257)}},
            "Limit: '256' and actual count: '257'",
        ),
        ({"variables": {f"v{at}": 1 for at in range(513)}}, "Limit: '512'"),
        ({"outputs": {f"o{at}": {"type": "int", "value": 1} for at in range(65)}}, "Limit: '64'"),
        ({"parameters": []}, "Expected a value of type 'Object'"),
    ],
)
def test_what_is_refused(sections: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidTemplate) as caught:
        Template.read(document(**sections))
    assert words in caught.value.message


def test_size_is_bounded() -> None:
    with pytest.raises(ContentTooLarge):
        Template.parse(" " * (SIZE_LIMIT + 1))


def test_empty_extensions_are_none() -> None:
    assert Template.read(document(imports={}, languageVersion="1.0", outputs=None)).resources == ()


def _plausible(parameter: Parameter) -> Any:
    allowed = parameter.resolved.members.get("allowedValues")
    return allowed[0] if allowed else _VALUES[parameter.resolved.kind]


def _given(template: Template, path: Path) -> dict[str, Any]:
    """The parameters beside a template, and something plausible for those that are missing."""
    beside = path.with_name(path.name.replace("azuredeploy.json", "azuredeploy.parameters.json"))
    given: dict[str, Any] = read_json(beside.read_bytes())["parameters"] if beside.exists() else {}
    for parameter in template.parameters.values():
        held = given.get(parameter.name, {})
        if "reference" in held or (parameter.name not in given and not parameter.has_default):
            given[parameter.name] = {"value": _plausible(parameter)}
    return given


def _level(template: Template) -> Level:
    schema = template.document["$schema"].lower()
    for word, level in (
        ("subscriptiondeployment", Level.SUBSCRIPTION),
        ("tenantdeployment", Level.TENANT),
        ("managementgroup", Level.MANAGEMENT_GROUP),
    ):
        if word in schema:
            return level
    return Level.GROUP


@pytest.mark.skipif(not CORPUS.exists(), reason="the templates are not beside the repository")
@pytest.mark.parametrize(
    "path", sorted(CORPUS.rglob("*azuredeploy.json")), ids=lambda path: path.parent.name
)
def test_templates_of_the_field_compile(path: Path) -> None:
    template = Template.parse(path.read_bytes())
    link = {"name": "d", "properties": {"templateLink": {"uri": "https://x.test/main.json"}}}
    world = environment(_level(template), deployment=link)
    bound = template.bind(_given(template, path), world)
    for node in bound.plan().active:
        assert node.id
        try:
            node.evaluate(Answers())
            nested = bound.nested(node) if node.is_deployment else None
        except Awaiting:
            continue
        if nested and nested.template is not None:
            inside = Template.read(nested.template).bind_nested(nested, world)
            assert inside.plan() is not None


@pytest.mark.parametrize("kind", ["", "subscription", "managementGroup", "tenant"])
def test_the_schemas_of_every_level_are_known(kind: str) -> None:
    name = f"{kind}deploymentTemplate.json"
    schema = f"https://schema.management.azure.com/schemas/2019-08-01/{name}"
    Template.read({"$schema": schema, "contentVersion": "1.0.0.0", "resources": []})


@pytest.mark.parametrize("path", ["2020-01-01/deploymentTemplate.json#", "2019-08-01/else.json"])
def test_no_other_schema_is(path: str) -> None:
    schema = f"https://schema.management.azure.com/schemas/{path}"
    with pytest.raises(InvalidTemplate, match=r"is not supported\. Supported versions are '2014-"):
        Template.read({"$schema": schema, "contentVersion": "1.0.0.0", "resources": []})

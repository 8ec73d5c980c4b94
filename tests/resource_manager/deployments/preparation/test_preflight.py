"""Preparing deployments: what is accepted, what comes of it, and every kind of bad input."""

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import NameplateError
from nameplate.resource_manager.deployments.preparation.prepared import Mode, OnErrorType
from nameplate.template.secrets import Concealed
from tests.providers.stand import GROUP, OPERATOR, SUB, VAULT
from tests.resource_manager.deployments.preparing import (
    CORRELATION,
    IDENTITY,
    body,
    identity,
    template,
    world,
)

AZ = b"""{"properties": {"parameters": {"location": {"value": "westus"}}, "mode": "Incremental",
template:{
  "$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0", // comment
  "parameters": {
    "location": { "type": "string" },
    "extra_param": {
      "type": "string"
    }
  },
  "resources": []
}}}"""


async def test_a_deployment_is_prepared() -> None:
    made = await world()
    given = body(
        template(
            identity("[parameters('name')]", tags={"pw": "[parameters('pw')]"}),
            parameters={
                "name": {"type": "string", "defaultValue": "[uniqueString(resourceGroup().id)]"},
                "pw": {"type": "securestring"},
            },
        ),
        mode="Complete",
        parameters={"pw": {"value": "hush"}},
        onErrorDeployment={"type": "LastSuccessful"},
    )
    found = await made.prepare({**given, "tags": {"team": "a"}})
    assert found.mode is Mode.COMPLETE
    assert found.place.scope == GROUP
    assert found.caller == OPERATOR
    assert found.correlation_id == CORRELATION
    assert found.started == made.stand.clock.now()
    assert found.document == given["properties"]["template"]
    assert found.parameters["pw"] == {"value": Concealed("hush")}
    assert found.tags == {"team": "a"}
    assert found.on_error is not None
    assert found.on_error.type is OnErrorType.LAST_SUCCESSFUL
    (node,) = found.plan.active
    assert node.id == f"{GROUP}/providers/{IDENTITY}/{found.parameters['name']['value']}"
    assert "hush" not in repr(found)


async def test_a_missing_parameter_is_placed_as_recorded() -> None:
    """Compare record res-0079: line, position and path of the template as az sends it."""
    found = await (await world()).refused(AZ)
    assert (found.status, found.code) == (400, "InvalidTemplate")
    assert found.message == (
        "Deployment template validation failed: 'The value for the template parameter "
        "'extra_param' at line '7' and column '20' is not provided. Please see "
        "https://aka.ms/arm-create-parameter-file for usage details.'."
    )
    assert found.additional_info == (
        {
            "type": "TemplateViolation",
            "info": {
                "lineNumber": 7,
                "linePosition": 20,
                "path": "properties.template.parameters.extra_param",
            },
        },
    )


async def test_vault_secrets_are_read_as_the_caller_and_stay_hidden() -> None:
    made = await world()
    reference = {"keyVault": {"id": VAULT}, "secretName": "db"}
    given = body(
        template(parameters={"pw": {"type": "securestring"}, "plain": {"type": "string"}}),
        parameters={"pw": {"reference": reference}, "plain": {"reference": reference}},
    )
    found = await made.prepare(given)
    assert found.parameters["pw"]["value"].reveal() == "secret-db"
    assert "secret-db" not in repr(found)
    assert found.bound.shown_parameters == {
        "pw": {"type": "SecureString"},
        "plain": {"type": "String"},
    }
    assert [(each.vault_id, caller) for each, caller in made.secrets.asked] == [(VAULT, OPERATOR)]


async def test_linked_templates_are_fetched_with_their_parameters() -> None:
    made = await world()
    made.links.documents = {
        "https://files.example/main.json": template(
            identity("[parameters('name')]"), parameters={"name": {"type": "string"}}
        ),
        "https://files.example/main.parameters.json": {
            "$schema": "x",
            "contentVersion": "1.0.0.0",
            "parameters": {"name": {"value": "abc"}},
        },
    }
    links = {
        "mode": "Incremental",
        "templateLink": {"uri": "https://files.example/main.json", "queryString": "sig=hush"},
        "parametersLink": {"uri": "https://files.example/main.parameters.json"},
    }
    found = await made.prepare({"properties": links})
    assert found.template_link == {
        "uri": "https://files.example/main.json",
        "contentVersion": "1.0.0.0",
    }
    assert found.parameters_link == {"uri": "https://files.example/main.parameters.json"}
    assert found.base == "https://files.example/main.json?sig=hush"
    assert "hush" not in repr(found)
    assert [node.name for node in found.plan.active] == ["abc"]


async def test_deployment_tells_of_itself() -> None:
    made = await world()
    told = "[{}]".format("deployment()")
    given = template(
        parameters={
            "self": {"type": "object", "defaultValue": told},
            "pw": {"type": "securestring"},
            "plain": {"type": "int"},
        }
    )
    found = await made.prepare(
        {
            **body(given, parameters={"pw": {"value": "hush"}, "plain": {"value": 1}}),
            "location": "WestUS",
        },
        scope=SUB,
    )
    document = found.parameters["self"]["value"]
    assert (document["name"], document["location"]) == ("d1", "westus")
    properties = document["properties"]
    assert properties["parameters"] == {"pw": {}, "plain": {"value": 1}}
    assert properties["mode"] == "Incremental"
    assert properties["provisioningState"] == "Accepted"
    assert properties["templateHash"] == found.template_hash
    assert properties["template"] == given


COPY = {"name": "loop", "count": 1000}
DEEP: Any = []
for _ in range(140):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        (body({}), "InvalidTemplate", "Required property '$schema' not found"),
        (body({**template(), "nope": 1}), "InvalidTemplate", "Could not find member 'nope'"),
        (body(template(1)), "InvalidTemplate", "Expected a value of type 'Object'"),
        (body(template(identity("[nope()]"))), "InvalidTemplate", "'nope' is not valid"),
        (body(template(identity("[concat(']"))), "InvalidTemplate", "concat"),
        (
            body(template(), parameters={"a": {"value": 1}}),
            "InvalidTemplate",
            "The template parameters 'a' in the parameters file are not valid",
        ),
        (
            body(template(parameters={"a": {"type": "string"}}), parameters={"a": {"value": 1}}),
            "InvalidTemplate",
            "Expected a value of type 'String, Uri'",
        ),
        (
            body(template(identity("abc", dependsOn=["abd"]), identity("abd", dependsOn=["abc"]))),
            "InvalidTemplate",
            "Circular dependency detected",
        ),
        (body(template(identity("abc"), identity("abc"))), "InvalidTemplate", "multiple times"),
        (
            body(template(identity("abc", dependsOn=["nothing"]))),
            "InvalidTemplate",
            "is not defined in the template",
        ),
        (
            body(template(identity("[concat('a', copyIndex())]", copy=COPY))),
            "InvalidTemplate",
            "cannot exceed '800'",
        ),
        (
            body(template(*(identity(f"id{each}") for each in range(801)))),
            "InvalidTemplate",
            "Limit: '800' and actual count: '801'",
        ),
        (body(template(variables={"a": DEEP})), "InvalidRequestContent", "MaxDepth"),
    ],
)
async def test_bad_templates_are_refused(given: Any, code: str, words: str) -> None:
    made = await world()
    found = await made.refused(given)
    assert found.code == code
    assert words in found.message


async def test_integers_beyond_64_bits_are_refused() -> None:
    text = orjson.dumps(body(template(variables={"a": 0}))).replace(b'"a":0', b'"a":' + b"9" * 30)
    found = await (await world()).refused(text)
    assert found.code == "InvalidTemplate"
    assert "Int64" in found.message


async def test_preparation_ends_in_time() -> None:
    made = await world(seconds=0.0)
    found = await made.refused(body(template()))
    assert (found.status, found.code) == (408, "DeploymentValidationTimeout")


async def test_a_group_that_is_not_there_is_refused() -> None:
    found = await (await world()).refused(body(template()), scope=f"{SUB}/resourceGroups/nope")
    assert found.code == "ResourceGroupNotFound"


@given(
    resources=st.lists(
        st.dictionaries(
            st.sampled_from(["type", "apiVersion", "name", "location", "properties", "copy"]),
            st.sampled_from(
                [IDENTITY, "2023-01-31", "abc", "[resourceGroup().location]", "[x", {}, [], None, 1]
            ),
            max_size=5,
        ),
        max_size=3,
    )
)
@settings(max_examples=60, deadline=None)
async def test_any_template_is_prepared_or_refused(resources: Any) -> None:
    made = await world()
    try:
        found = await made.prepare(body(template(*resources)))
    except NameplateError as error:
        refused = error.status
    else:
        refused = 0
        assert len(found.plan.nodes) <= len(resources)
    assert refused in (0, 400, 404)


@pytest.mark.parametrize(
    "refused",
    [
        identity("[concat('!!', parameters('pw'))]"),
        identity("[parameters('pw')]", dependsOn=["[parameters('pw')]", "[parameters('PW')]x"]),
        {**identity("id-one"), "apiVersion": "[parameters('pw')]"},
        identity("id-one", dependsOn=["[parameters('pw')]"]),
    ],
)
async def test_no_refusal_repeats_a_secret(refused: dict[str, Any]) -> None:
    made = await world()
    given = body(
        template(refused, parameters={"pw": {"type": "securestring"}}),
        parameters={"PW": {"value": "Hush-hush-1"}},
    )
    with pytest.raises(NameplateError) as caught:
        await made.prepare(given)
    told = repr((caught.value.message, caught.value.target, caught.value.details))
    assert "hush" not in told.lower()

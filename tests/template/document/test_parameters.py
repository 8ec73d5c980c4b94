"""Parameters: declared, given, defaulted, refused in Azure's words."""

from typing import Any

import pytest

from nameplate.template.document.parameters import KeyVaultReference
from nameplate.template.document.template import Template
from nameplate.template.errors import InvalidTemplate
from nameplate.template.secrets import Concealed
from tests.fakes.template_world import FakeVaultSecrets, environment
from tests.template.evaluating import SCHEMA, bind, document

TEXT = f"""{{
  "$schema": "{SCHEMA}",
  "contentVersion": "1.0.0.0",
  "parameters": {{
    "size": {{
      "type": "string",
      "minLength": 2,
      "allowedValues": ["small", "large", "x"]
    }}
  }},
  "resources": []
}}"""
PLACE = "at line '5' and column '13'"


def _refused(given: dict[str, Any]) -> str:
    with pytest.raises(InvalidTemplate) as caught:
        Template.parse(TEXT).bind(given, environment())
    return caught.value.message


def test_values_are_given_in_any_case_of_their_names() -> None:
    assert (
        Template.parse(TEXT).bind({"SIZE": {"value": "small"}}, environment()).parameter("size")
        == "small"
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {},
            (
                f"'The value for the template parameter 'size' {PLACE} is not provided. Please "
                f"see https://aka.ms/arm-create-parameter-file for usage details.'"
            ),
        ),
        ({"size": {}}, f"'The value for the template parameter 'size' {PLACE} is not provided."),
        (
            {"size": {"value": "huge"}},
            (
                f"'The provided value 'huge' for the template parameter 'size' {PLACE} is not "
                f"valid. The parameter value is not part of the allowed value(s): 'small,large,x'."
            ),
        ),
        (
            {"size": {"value": "x"}},
            (
                f"'The provided value for the template parameter 'size' {PLACE} is not valid. "
                f"Length of the value should be greater than or equal to '2'."
            ),
        ),
        (
            {"size": {"value": 3}},
            (
                "'The provided value for the template parameter 'size' is not valid. Expected a "
                "value of type 'String, Uri', but received a value of type 'Integer'."
            ),
        ),
        (
            {"size": {"value": None}},
            "Expected a value of type 'String, Uri', but received a value of type 'Null'.",
        ),
        (
            {"size": {"value": "small"}, "a": {}, "b": {}},
            (
                "'The template parameters 'a, b' in the parameters file are not valid; they are "
                "not present in the original template and can therefore not be provided at "
                "deployment time. The only supported parameters for this template are 'size'."
            ),
        ),
    ],
)
def test_refusals(given: dict[str, Any], sentence: str) -> None:
    found = _refused(given)
    assert found.startswith("Deployment template validation failed: '")
    assert sentence in found


def test_defaults_use_other_parameters_in_whatever_order() -> None:
    chain = {
        f"p{at}": {"type": "int", "defaultValue": f"[add(parameters('p{at + 1}'), 1)]"}
        for at in range(200)
    }
    bound = bind(parameters={**chain, "p200": {"type": "int", "defaultValue": 0}})
    assert bound.parameter("p0") == 200


def test_defaults_may_not_go_round_in_circles() -> None:
    circle = {
        "a": {"type": "int", "defaultValue": "[parameters('b')]"},
        "b": {"type": "int", "defaultValue": "[parameters('a')]"},
    }
    with pytest.raises(InvalidTemplate, match="Circular dependency"):
        bind(parameters=circle)
    hidden = {"a": {"type": "int", "defaultValue": "[parameters(concat('', 'a'))]"}}
    with pytest.raises(InvalidTemplate, match="Circular dependency"):
        bind(parameters=hidden)


def test_a_default_must_fit_too() -> None:
    with pytest.raises(InvalidTemplate, match="Expected a value of type 'Integer'"):
        bind(parameters={"a": {"type": "int", "defaultValue": "[string(1)]"}})
    with pytest.raises(
        InvalidTemplate, match=r"The template resource 'a' .* is not valid: .*'none' doesn't exist"
    ):
        bind(parameters={"a": {"type": "string", "defaultValue": "[resourceGroup().none]"}})


def test_null_is_taken_where_it_may_be_and_else_means_the_default() -> None:
    declared = {"a": {"type": "string", "nullable": True}, "b": {"type": "int", "defaultValue": 5}}
    assert bind(parameters=declared).parameter("a") is None
    assert bind({"a": None, "b": None}, parameters=declared).parameter("b") == 5


def test_vault_secrets_are_asked_for_and_hidden() -> None:
    template = Template.read(document(parameters={"pw": {"type": "securestring"}}))
    vault = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"
    given = {"pw": {"reference": {"keyVault": {"id": vault}, "secretName": "db"}}}
    assert template.wanted_secrets(given) == (KeyVaultReference(vault, "db"),)
    bound = template.bind(given, environment(), secrets=FakeVaultSecrets())
    assert bound.parameter("pw") == Concealed("secret-db")
    with pytest.raises(InvalidTemplate, match="was not provided"):
        template.bind(given, environment())
    with pytest.raises(InvalidTemplate, match=r"must have 'keyVault.id' and 'secretName'"):
        template.wanted_secrets({"pw": {"reference": {"secretName": "db"}}})


def test_history_shows_types_and_no_secret() -> None:
    bound = bind(
        {"pw": "hush", "n": 1},
        parameters={
            "pw": {"type": "secureString"},
            "n": {"type": "int"},
            "line": {"type": "string", "defaultValue": "[concat('-', parameters('pw'))]"},
        },
    )
    assert bound.shown_parameters == {
        "pw": {"type": "SecureString"},
        "n": {"type": "Int", "value": 1},
        "line": {"type": "String"},
    }


@pytest.mark.parametrize(
    "declared",
    [
        {"a": 1},
        {"a": {"type": "none"}},
        {"a": {"type": "int", "min": 1}},
        {"a": {"type": "int"}, "A": {"type": "int"}},
    ],
)
def test_declarations_that_are_none(declared: dict[str, Any]) -> None:
    with pytest.raises(InvalidTemplate):
        bind(parameters=declared)

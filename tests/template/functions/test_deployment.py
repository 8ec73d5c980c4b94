"""What a template learns of its deployment."""

import pytest

from nameplate.template.environment import Level
from nameplate.template.errors import ExpressionFault, InvalidTemplate
from tests.fakes.template_world import GROUP, GUID, SUBSCRIPTION, TENANT, environment
from tests.template.evaluating import bind, evaluate


def test_the_environments_documents() -> None:
    found = evaluate(
        "createArray(resourceGroup().id, subscription().subscriptionId, tenant().tenantId, "
        "deployment().name, environment().suffixes.storage, deployer().objectId)"
    )
    assert found == [GROUP, SUBSCRIPTION, TENANT, "d1", "storage.test", GUID]


def test_names_of_parameters_and_variables_have_no_case() -> None:
    bound = bind(
        {"One": 1},
        parameters={"one": {"type": "int"}},
        variables={"Two": "[add(parameters('ONE'), 1)]", "three": "[add(variables('tWO'), 1)]"},
    )
    assert bound.variable("THREE") == 3


def test_what_is_not_there_is_named() -> None:
    for call, words in (
        ("parameters('none')", "The template parameter 'none' is not found"),
        ("variables('none')", "The template variable 'none' is not found"),
        ("parameters(1)", "of type 'String'"),
    ):
        with pytest.raises(ExpressionFault, match=words):
            evaluate(call)


def test_a_group_is_told_of_in_a_group_only() -> None:
    subscription = environment(Level.SUBSCRIPTION)
    with pytest.raises(InvalidTemplate, match="'resourceGroup' is not expected at this location"):
        bind(None, subscription, variables={"g": "[resourceGroup().id]"})
    with pytest.raises(InvalidTemplate, match="'managementGroup' is not expected"):
        bind(None, subscription, variables={"g": "[managementGroup().id]"})
    above = bind(
        None, environment(Level.MANAGEMENT_GROUP), variables={"g": "[managementGroup().name]"}
    )
    assert above.variable("g") == "mg1"


def test_fail_says_what_it_is_told_to() -> None:
    with pytest.raises(ExpressionFault, match="no such size"):
        evaluate("fail('no such size')")


def test_variables_are_not_for_defaults() -> None:
    with pytest.raises(InvalidTemplate, match="'variables' is not expected at this location"):
        bind(parameters={"a": {"type": "string", "defaultValue": "[variables('b')]"}})

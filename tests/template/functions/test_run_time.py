"""Functions that ask a deployed resource."""

import pytest

from nameplate.core.secret_value import SecretValue
from nameplate.template.errors import InvalidTemplate
from nameplate.template.references import Answers, Awaiting, Wanted
from tests.fakes.template_world import GROUP, FakeResources
from tests.template.evaluating import bind, evaluate

SITE = f"{GROUP}/providers/My.Rp/sites/s1"
DECLARED = {
    "resources": [{"type": "My.Rp/sites", "apiVersion": "2020-01-01", "name": "s1"}],
}
LOOP = {
    "languageVersion": "2.0",
    "resources": {
        "sites": {
            "type": "My.Rp/sites",
            "apiVersion": "2020-01-01",
            "name": "[format('s{0}', copyIndex())]",
            "copy": {"name": "sites", "count": 2},
        }
    },
}


def _output(expression: str, **sections: object) -> dict[str, object]:
    return {"outputs": {"o": {"type": "array", "value": [f"[{expression}]"]}}, **sections}


def test_a_name_means_the_templates_resource_and_its_version() -> None:
    world = FakeResources({SITE: {"host": "h"}})
    bound = bind(**_output("reference('s1').host", **DECLARED))
    assert bound.outputs(world)["o"].value == ["h"]
    assert world.asked == [Wanted("reference", SITE, "2020-01-01")]


def test_an_id_needs_a_version_unless_the_template_has_one() -> None:
    world = FakeResources({SITE: {"identity": 1}})
    call = "reference(resourceId('My.Rp/sites', 's1'), '2021-01-01', 'Full').identity"
    assert evaluate(call, world) == 1
    assert world.asked == [Wanted("reference", SITE, "2021-01-01", full=True)]
    bound = bind(**_output("reference(resourceId('My.Rp/sites', 's1'))", **DECLARED))
    bound.outputs(world)
    assert world.asked[-1].api_version == "2020-01-01"


def test_a_type_and_name_mean_a_resource_beside_the_templates() -> None:
    world = FakeResources({SITE: 5})
    assert evaluate("reference('My.Rp/sites/s1', '2020-01-01')", world) == 5


def test_what_is_not_known_yet_is_awaited() -> None:
    with pytest.raises(Awaiting) as caught:
        evaluate("listKeys('/subscriptions/s/providers/A.B/c/n', '2020-01-01').key", Answers())
    wanted = caught.value.wanted
    assert (wanted.action, wanted.resource_id) == ("listKeys", "/subscriptions/s/providers/A.B/c/n")


def test_a_list_call_carries_its_body() -> None:
    world = FakeResources({"/x": {"token": "t"}})
    call = "listAccountSas('/x', '2020-01-01', createObject('a', 1)).token"
    assert evaluate(call, world) == "t"
    assert world.asked == [Wanted("listAccountSas", "/x", "2020-01-01", body='{"a":1}')]


def test_references_asks_each_of_a_loop() -> None:
    world = FakeResources({f"{GROUP}/providers/My.Rp/sites/s{n}": n for n in range(2)})
    assert bind(**_output("references('sites')", **LOOP)).outputs(world)["o"].value == [[0, 1]]
    assert bind(**_output("reference('sites[1]')", **LOOP)).outputs(world)["o"].value == [1]


def test_resource_info_is_known_before() -> None:
    bound = bind(**_output("resourceInfo('sites[0]')", **LOOP))
    (found,) = bound.outputs(Answers())["o"].value
    assert found["id"] == f"{GROUP}/providers/My.Rp/sites/s0"
    assert found["type"] == "My.Rp/sites"


def test_what_an_answer_hides_stays_hidden() -> None:
    world = FakeResources({"/x": {"keys": [{"value": SecretValue("hush")}]}})
    declared = _output("concat('key=', listKeys('/x', '2020-01-01').keys[0].value)")
    output = bind(**declared).outputs(world)["o"]
    assert output.value[0].reveal() == "key=hush"
    assert output.document == {"type": "Array"}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("reference('none')", "could not find template resource or resource copy with this name"),
        ("reference('/x')", "requires an API version"),
        ("reference(1)", "first parameter to be a string"),
        ("reference('/x', 1)", "second parameter to be an API version"),
        ("reference('/x', '2020-01-01', 'Half')", "'Full' as its last parameter"),
        ("references('none')", "symbolic name of a resource loop"),
        ("resourceInfo('none')", "symbolic name of a resource"),
        ("listKeys('/x', 1)", "second parameter to be an API version"),
    ],
)
def test_what_is_refused(call: str, words: str) -> None:
    with pytest.raises(InvalidTemplate) as caught:
        bind(**_output(call)).outputs(Answers())
    assert words in caught.value.details[0].message


def test_a_reference_stands_in_properties_and_outputs_only() -> None:
    with pytest.raises(InvalidTemplate, match="'reference' is not expected at this location"):
        bind(variables={"a": "[reference('x')]"})
    resource = {**DECLARED["resources"][0], "location": "[reference('x').location]"}
    with pytest.raises(InvalidTemplate, match="'reference' is not expected at this location"):
        bind(resources=[resource]).plan()

"""Calls, members and indices; limits; and secrets, which nothing brings to light."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.template.document.template import Template
from nameplate.template.errors import ExpressionFault, InvalidTemplate
from nameplate.template.functions.catalogue import FUNCTIONS
from nameplate.template.functions.function import Function, Sees
from nameplate.template.language.evaluator import select
from nameplate.template.references import Answers
from nameplate.template.secrets import Concealed, conceals, redact, reveal
from tests.fakes.template_world import environment
from tests.template.evaluating import bind, document, evaluate
from tests.template.functions.laws import few

SECRET = "Pa55-word!"
SECURE = {"pw": {"type": "securestring"}, "so": {"type": "secureObject"}, "o": {"type": "object"}}
GIVEN = {"pw": SECRET, "so": {"a": SECRET, "n": 7}, "o": {"k": "plain"}}


def _value(expression: str) -> object:
    bound = bind(
        GIVEN, parameters=SECURE, outputs={"x": {"type": "array", "value": [f"[{expression}]"]}}
    )
    return bound.outputs(Answers())["x"].value[0]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("parameters('v').a.B", 1),
        ("parameters('v')['a']['b']", 1),
        ("parameters('v').list[1]", 20),
        ("parameters('v').?none", None),
        ("parameters('v').?none.?deeper", None),
        ("parameters('v').list[?9]", None),
    ],
)
def test_members_and_elements(expression: str, value: object) -> None:
    assert evaluate(expression, v={"a": {"b": 1}, "list": [10, 20]}) == value


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (
            "parameters('v').none",
            "property 'none' doesn't exist, available properties are 'a, list'",
        ),
        ("parameters('v').list[2]", "array index '2' is out of bounds"),
        ("parameters('v').list[-1]", "array index '-1' is out of bounds"),
        (
            "parameters('v').list.a",
            "property 'a' can't be evaluated, property name must be an integer",
        ),
        ("parameters('v')[1]", "property name must be a string"),
        ("parameters('v').a.b.c", "property 'c' can't be evaluated"),
        ("noSuch(1)", "The template function 'noSuch' is not valid"),
        ("no.such(1)", "The template function 'no.such' is not valid"),
    ],
)
def test_what_is_refused(expression: str, words: str) -> None:
    with pytest.raises(ExpressionFault) as caught:
        evaluate(expression, v={"a": {"b": 1}, "list": [10]})
    assert words in caught.value.message


def test_function_names_have_no_case() -> None:
    assert evaluate("CONCAT(ToLower('A'), 'b')") == "ab"


def test_null_is_only_passed_over_where_asked() -> None:
    assert select(None, "a", safe=True) is None
    with pytest.raises(ExpressionFault):
        select(None, "a")


@pytest.mark.parametrize(
    "expression",
    [
        "parameters('pw')",
        "concat('x', parameters('pw'))",
        "length(parameters('pw'))",
        "parameters('so').a",
        "add(parameters('so').n, 1)",
        "if(equals(parameters('pw'), 'x'), 'yes', 'no')",
        "split(parameters('pw'), '-')[0]",
        "contains(parameters('pw'), 'Pa')",
        "and(contains(parameters('pw'), 'Pa'), true())",
        "format('{0}', parameters('so'))",
        "base64(parameters('pw'))",
        "map(createArray(parameters('pw')), lambda('x', concat(lambdaVariables('x'), '!')))[0]",
        "filter(createArray('a'), lambda('x', equals(parameters('pw'), 'Pa55-word!')))",
        "string(union(parameters('o'), createObject('a', parameters('pw'))))",
        "tryGet(createObject('a', parameters('pw')), 'A')",
        "range(0, parameters('so').n)[0]",
        "json(concat('{\"a\":\"', parameters('pw'), '\"}')).a",
        "createArray('a', 'b')[if(equals(parameters('pw'), 'x'), 0, 1)]",
    ],
)
def test_what_is_computed_from_a_secret_is_hidden(expression: str) -> None:
    found = _value(expression)
    assert conceals(found)
    assert SECRET not in repr(found)


def test_what_stands_beside_a_secret_is_not_hidden() -> None:
    found = _value("union(parameters('o'), createObject('a', parameters('pw')))")
    assert redact(found, "***") == {"k": "plain", "a": "***"}
    assert reveal(found) == {"k": "plain", "a": SECRET}
    assert _value("createObject('a', parameters('pw'), 'b', 'c').b") == "c"


@pytest.mark.parametrize(
    "expression",
    [
        "int(parameters('pw'))",
        "dataUriToString(parameters('pw'))",
        "parameters('o')[parameters('pw')]",
        "uri(parameters('pw'), 'a')",
        "parameters('so')[parameters('pw')]",
        "resourceId(parameters('pw'))",
        "dateTimeAdd(parameters('pw'), 'P1D')",
    ],
)
def test_no_refusal_tells_a_secret(expression: str) -> None:
    with pytest.raises(InvalidTemplate) as caught:
        _value(expression)
    assert SECRET not in caught.value.details[0].message


STRICT = [
    each for each in FUNCTIONS if each.sees is Sees.VALUES and each.least <= 3 and each.most != 0
]


@few
@given(function=st.sampled_from(STRICT), data=st.data())
def test_no_function_of_values_lets_a_secret_out(function: Function, data: st.DataObject) -> None:
    """Whatever it makes of a secret, and whatever else it is given."""
    others = data.draw(
        st.lists(st.sampled_from(["'a'", "1", "createArray()", "parameters('so')"]), max_size=3)
    )
    count = max(function.least, min(len(others) + 1, function.most or 9))
    arguments = ["parameters('pw')", *others, *["'a'"] * 9][:count]
    arguments = data.draw(st.permutations(arguments))
    try:
        found = _value(f"{function.name}({', '.join(arguments)})")
    except InvalidTemplate as failure:
        text = f"{failure} {[detail.message for detail in failure.details]}"
        assert SECRET not in text
        return
    assert SECRET not in repr(found)
    assert conceals(found) or found in ([], {}, None)


def test_a_secret_default_is_hidden_from_the_defaults_that_use_it() -> None:
    bound = bind(
        parameters={
            "line": {"type": "string", "defaultValue": "[concat('pw=', parameters('pw'))]"},
            "pw": {"type": "securestring", "defaultValue": SECRET},
        }
    )
    found = bound.parameter("line")
    assert isinstance(found, Concealed)
    assert found.reveal() == f"pw={SECRET}"


def test_hidden_arguments_of_user_functions_stay_hidden() -> None:
    template = Template.read(
        document(
            functions=[
                {
                    "namespace": "my",
                    "members": {
                        "echo": {
                            "parameters": [{"name": "x", "type": "securestring"}],
                            "output": {"type": "string", "value": "[concat('-', parameters('x'))]"},
                        }
                    },
                }
            ],
            outputs={"o": {"type": "string", "value": "[my.echo('open')]"}},
        )
    )
    output = template.bind({}, environment()).outputs(Answers())["o"]
    assert output.value.reveal() == "-open"

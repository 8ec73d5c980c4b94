"""What an expression sees."""

from nameplate.template.functions.catalogue import BY_NAME
from nameplate.template.language.evaluator import Evaluator
from nameplate.template.language.frame import Frame, Place
from nameplate.template.language.parser import parse
from tests.template.evaluating import bind

FRAME = Frame(bind(), Evaluator(BY_NAME), Place.HEAD)


def test_a_resources_own_loop_is_also_the_nameless_one() -> None:
    inner = FRAME.in_copy("Outer", 3, own=True).in_copy("inner", 5)
    assert dict(inner.copies) == {"outer": 3, "": 3, "inner": 5}
    assert not FRAME.copies


def test_lambda_variables_hide_those_around() -> None:
    inner = FRAME.with_lambdas({"x": 1, "y": 2}).with_lambdas({"x": 3})
    assert inner.evaluate(parse("[add(lambdaVariables('x'), lambdaVariables('Y'))]")) == 5


def test_a_place_has_its_own_references() -> None:
    assert FRAME.at(Place.BODY).place is Place.BODY
    assert FRAME.at(Place.BODY).references is None

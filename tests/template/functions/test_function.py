"""What a function says of itself, and how it refuses a wrong number of arguments."""

import pytest

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.catalogue import FUNCTIONS
from nameplate.template.functions.function import Function


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_every_function_refuses_what_is_too_few_or_too_many(function: Function) -> None:
    counts = [function.least - 1] if function.least else []
    counts += [function.most + 1] if function.most is not None else []
    for count in counts:
        with pytest.raises(ExpressionFault, match=r"parameter|argument"):
            function.check(count)
    function.check(function.least)


def test_the_sentences_are_azures() -> None:
    fixed = Function(name="f", family="x", summary="x", apply=len, least=2, most=2)
    some = Function(name="f", family="x", summary="x", apply=len, least=1, most=3)
    many = Function(name="f", family="x", summary="x", apply=len, least=1)
    for function, count, words in (
        (fixed, 1, "function requires 2 argument(s) while 1 were provided"),
        (some, 4, "function requires between 1 and 3 argument(s) while 4 were provided"),
        (many, 0, "At least one parameter should be provided"),
    ):
        with pytest.raises(ExpressionFault) as caught:
            function.check(count)
        assert words in caught.value.message

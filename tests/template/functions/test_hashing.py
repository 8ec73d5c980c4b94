"""``guid`` and ``uniqueString``: the published results are in the vectors; here the laws."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.template.errors import ExpressionFault, InvalidTemplate
from nameplate.template.functions.hashing import guid, hash64, unique_string
from tests.fakes.template_world import GUID
from tests.template.evaluating import bind, evaluate
from tests.template.functions.laws import few, texts


@few
@given(parts=st.lists(texts, min_size=1, max_size=3))
def test_the_parts_are_joined_with_dashes(parts: list[str]) -> None:
    assert guid(*parts) == guid("-".join(parts))
    assert unique_string(*parts) == unique_string("-".join(parts))


@few
@given(text=texts)
def test_the_results_have_their_shape(text: str) -> None:
    assert re.fullmatch("[a-z2-7]{13}", unique_string(text))
    assert re.fullmatch(
        "[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", guid(text)
    )


@few
@given(left=st.binary(max_size=40), right=st.binary(max_size=40))
def test_other_data_has_another_hash(left: bytes, right: bytes) -> None:
    assert (left == right) == (hash64(left) == hash64(right))


def test_case_matters() -> None:
    assert unique_string("a") != unique_string("A")


def test_only_plain_values_are_hashed() -> None:
    with pytest.raises(
        ExpressionFault, match="'guid' expects its parameters to be of type 'String'"
    ):
        evaluate("guid(createArray())")


def test_a_new_guid_stands_in_a_default_only() -> None:
    bound = bind(parameters={"id": {"type": "string", "defaultValue": "[newGuid()]"}})
    assert bound.parameter("id") == GUID
    with pytest.raises(InvalidTemplate, match="'newGuid' is not expected at this location"):
        bind(variables={"id": "[newGuid()]"})

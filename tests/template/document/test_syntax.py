"""Expressions that are none."""

import pytest

from nameplate.template.document.template import Template
from nameplate.template.errors import InvalidTemplate
from nameplate.template.marks import Mark
from tests.template.evaluating import SCHEMA, bind

TEXT = f"""{{
  "$schema": "{SCHEMA}",
  "contentVersion": "1.0.0.0",
  "resources": [],
  "variables": {{
    "a": "[concat('x'"
  }}
}}"""


def test_what_is_no_expression_is_refused_with_its_place() -> None:
    broken = TEXT.replace("'x'\"", "'x']\"")
    with pytest.raises(InvalidTemplate) as caught:
        Template.parse(broken)
    assert caught.value.message == (
        "Deployment template language expression evaluation failed: 'Unable to parse language "
        "expression 'concat('x'': expected token 'RightParenthesis' and actual 'EndOfData''. "
        "Please "
        "see https://aka.ms/arm-template-expressions for usage details."
    )
    assert caught.value.mark == Mark(6, 23, "variables.a")


def test_an_open_bracket_alone_is_text() -> None:
    assert Template.parse(TEXT)


def test_names_are_expressions_too() -> None:
    with pytest.raises(InvalidTemplate, match="expected token 'Identifier'"):
        bind(variables={"a": {"[]": 1}})


def test_texts_for_people_are_left_alone() -> None:
    bind(
        metadata={"description": "[old]"},
        parameters={"a": {"type": "int", "defaultValue": 1, "metadata": {"description": "[A-Z ]"}}},
    )

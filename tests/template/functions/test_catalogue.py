"""The registry: complete, described, and right about what Azure's engine says."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from nameplate.template.document.template import Template
from nameplate.template.errors import InvalidTemplate
from nameplate.template.functions.catalogue import BY_NAME, FUNCTIONS
from nameplate.template.references import Answers
from tests.fakes.template_world import environment
from tests.template.evaluating import document

ROOT = Path(__file__).parents[3]
VECTORS = ROOT.parent / "shared" / "vectors" / "arm_functions.json"
_TYPES = {str: "string", int: "int", bool: "bool", list: "array", dict: "object"}

STALE = {
    "[mul(mul(parameters('first'), parameters('second')), 3)]": (
        "the table is of an older sample: 5 times 3, not 5 times 3 times 3"
    ),
    "[equals(parameters('firstString'), parameters('secondString'))]": (
        "the table is of an older sample, which compared 'a' with 'a'; Azure compares case: Bicep "
        "compiles its caseless operator to equals(toLower(..), toLower(..))"
    ),
}
"""Rows of the documentation whose table no longer belongs to its sample, each with the reason."""


def test_names_are_unique_and_every_function_is_described() -> None:
    assert len(BY_NAME) == len(FUNCTIONS)
    assert all(function.summary and function.family for function in FUNCTIONS)


def test_every_function_is_in_the_documentation_under_its_family() -> None:
    text = (ROOT / "docs" / "template-language.md").read_text()
    families = {part.splitlines()[0].strip(): part for part in text.split("\n### ")[1:]}
    for function in FUNCTIONS:
        lines = families[function.family].splitlines()
        wanted = f"- `{function.name}`: {function.summary}"
        assert any(line.startswith(wanted) for line in lines), wanted


def _vectors() -> list[dict[str, Any]]:
    return list(json.loads(VECTORS.read_text())["vectors"]) if VECTORS.exists() else []


def _found(vector: dict[str, Any]) -> Any:
    """What our engine gives: a value, or the sentence of its error."""
    parameters = {
        name: {"type": _TYPES[type(value)], "defaultValue": value}
        for name, value in vector.get("parameters", {}).items()
    }
    template = Template.read(
        document(
            parameters=parameters,
            variables=vector.get("variables", {}),
            outputs={"o": {"type": "array", "value": [vector["expression"]]}},
        )
    )
    world = environment()
    try:
        return template.bind({}, world).outputs(Answers())["o"].value[0]
    except InvalidTemplate as failure:
        (detail,) = failure.details
        return detail.message.removeprefix("The template output 'o' is not valid: ")


def _agrees(vector: dict[str, Any]) -> bool:
    found = _found(vector)
    if "error" in vector:
        return bool(found == f"{vector['error']}.")
    wanted = vector["expected"]
    return bool(found == wanted) and isinstance(found, bool) == isinstance(wanted, bool)


@pytest.mark.skipif(not VECTORS.exists(), reason="the vectors are not beside the repository")
def test_azures_own_values_and_errors() -> None:
    """Every row that is not superseded, whatever its tier; stale ones are listed, not skipped."""
    agreed: Counter[str] = Counter()
    differing: list[str] = []
    for vector in _vectors():
        if vector.get("superseded"):
            continue
        if _agrees(vector):
            agreed[vector["tier"]] += 1
        else:
            differing.append(vector["expression"])
    assert sorted(differing) == sorted(STALE)
    assert agreed["engine"] >= 81
    assert agreed["azure-observed"] >= 27

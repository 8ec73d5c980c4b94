"""What the body of ``exportTemplate`` asks for."""

from typing import Any

import pytest

from nameplate.core.errors import BadRequest
from nameplate.resource_manager.deployments.export.options import ExportOptions


def test_all_of_it_is_asked_for_by_default() -> None:
    options = ExportOptions.read({})
    assert options == ExportOptions(ids=None, defaults=False, comments=False, literal=False)
    assert ExportOptions.read({"resources": ["*"], "outputFormat": "JSON"}) == options


def test_options_are_words_in_any_casing() -> None:
    text = "includeComments, IncludeParameterDefaultValue,SkipResourceNameParameterization"
    options = ExportOptions.read({"resources": ["/a"], "options": text})
    assert options == ExportOptions(ids=("/a",), defaults=True, comments=True, literal=True)
    assert ExportOptions.read({"options": "SkipAllParameterization"}).literal


@pytest.mark.parametrize(
    "body",
    [
        {"resources": []},
        {"resources": "*"},
        {"resources": [1]},
        {"options": "Everything"},
        {"outputFormat": "Bicep"},
    ],
)
def test_what_cannot_be_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        ExportOptions.read(body)

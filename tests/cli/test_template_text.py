"""What is read of a template here, and what is left to the server."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.cli.failures import CommandFailure
from nameplate.cli.template_text import (
    declared_parameters,
    read_relaxed,
    read_text,
    schema_of,
    unclosed_line,
)

TEMPLATE = """{
  // the name of the app
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "definitions": {"size": {"type": "int", "nullable": true}, "key": {"type": "secureString"}},
  "parameters": {
    "appName": {"type": "String", "metadata": {"description": "what /* it */ is, called"}},
    "password": {"$ref": "#/definitions/key"}, /* of
    the database */
    "size": {"$ref": "#/definitions/size"},
    "tier": {"type": "string", "defaultValue": "a,}", "allowedValues": ["a", "b",]},
  },
} // the end"""

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def test_declarations_are_read_past_comments_and_through_definitions() -> None:
    found = declared_parameters(TEMPLATE)
    assert found is not None
    assert [(one.name, one.type, one.required, one.secure) for one in found.values()] == [
        ("appName", "string", True, False),
        ("password", "securestring", True, True),
        ("size", "int", False, False),
        ("tier", "string", False, False),
    ]
    assert found["appname"].description == "what /* it */ is, called"
    assert found["tier"].allowed == ("a", "b")
    assert "/2019-04-01/" in schema_of(TEMPLATE)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"parameters": 3}', "[" * 100_000])
def test_what_cannot_be_read_declares_nothing(text: str) -> None:
    assert declared_parameters(text) is None
    assert schema_of(text) == ""


def test_a_definition_that_refers_to_itself_ends() -> None:
    text = '{"definitions": {"a": {"$ref": "#/definitions/a"}}, "parameters": {"p": {"$ref": '
    found = declared_parameters(text + '"#/definitions/a"}}}')
    assert found is not None
    assert found["p"].type == ""


@given(VALUES)
@settings(max_examples=100)
def test_plain_json_is_read_as_it_is(value: object) -> None:
    for text in (json.dumps(value), json.dumps(value, indent=1, ensure_ascii=False)):
        assert read_relaxed(text) == value


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{", 1),
        ('{\n"a": [ // ]\n', 2),
        ('{"a": "{"}', None),
        ("{}}", None),
        ("{'a': '{[\\'{'}", None),
        ('{\n"a": {}, /* } */ "b": "}"', 1),
        ("", None),
    ],
)
def test_a_bracket_that_is_never_closed_is_found(text: str, line: int | None) -> None:
    assert unclosed_line(text) == line


def test_a_text_is_read_whatever_its_byte_order_mark(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        (tmp_path / "t").write_text("{ü}", encoding)
        assert read_text(tmp_path / "t", "template") == "{ü}"
    (tmp_path / "t").write_bytes(b"\xc3")
    with pytest.raises(CommandFailure, match="not valid UTF-8"):
        read_text(tmp_path / "t", "template")
    with pytest.raises(CommandFailure, match="No such file"):
        read_text(tmp_path / "none", "template")

"""Reading what was uploaded: a template, and perhaps a file of parameters."""

import re
from collections.abc import Mapping
from typing import Any, Final

import orjson

from nameplate.portal.failures import ApiFailure

# Strings and comments that never end are taken to the end of the text, and nothing is looked at
# twice: what is uploaded may be long, and made so that a search would begin anew at each character.
_COMMENTS: Final = re.compile(
    r'("(?:[^"\\]++|\\.)*+"?+)|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?+', re.DOTALL
)
_BICEP: Final = re.compile(
    r"^[ \t]*+(?:(?:param|resource|targetScope|var|output)\b|@)", re.MULTILINE
)
_MOST_PARAMETERS: Final = 256
"""Azure's own limit for a template."""


def read_document(body: bytes, what: str) -> Mapping[str, Any]:
    """A JSON object, with or without comments. Raises ApiFailure that names what was wrong."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(f"{what} is no text in UTF-8.") from None
    if not text.strip():
        raise _refused(f"{what} is empty. Choose a file, or paste its text.")
    bare = _COMMENTS.sub(lambda found: found[1] or " ", text)
    try:
        document = orjson.loads(bare)
    except orjson.JSONDecodeError as error:
        if not text.lstrip().startswith(("{", "[", "/")) and _BICEP.search(text):
            message = f"{what} is Bicep. Compile it first: az bicep build --file main.bicep"
            raise _refused(message) from None
        message = f"{what} is no JSON: {error.msg} (line {error.lineno}, column {error.colno})."
        raise _refused(message) from None
    if not isinstance(document, dict):
        raise _refused(f"{what} is no JSON object.")
    return document


def read_template(body: bytes) -> Mapping[str, Any]:
    """A deployment template. Raises ApiFailure."""
    document = read_document(body, "The template")
    resources = document.get("resources")
    if not isinstance(document.get("$schema"), str) or not isinstance(resources, list | dict):
        message = (
            "That is no deployment template: it has a $schema, a contentVersion and resources."
        )
        raise _refused(message)
    parameters = document.get("parameters")
    if isinstance(parameters, dict) and len(parameters) > _MOST_PARAMETERS:
        raise _refused(f"A template has at most {_MOST_PARAMETERS} parameters.")
    return document


def read_parameters(body: bytes) -> Mapping[str, Any]:
    """The values of a parameter file, by name. Raises ApiFailure."""
    if not body.strip():
        return {}
    document = read_document(body, "The parameter file")
    given = document.get("parameters", document)
    if not isinstance(given, dict):
        raise _refused("The parameter file has no object of parameters.")
    found: dict[str, Any] = {}
    for name, entry in given.items():
        if isinstance(entry, dict) and "reference" in entry:
            message = (
                f"The parameter {name} is read from a vault, which this page does not do. "
                "Deploy with: nameplate deployment group create"
            )
            raise _refused(message)
        found[name] = entry["value"] if isinstance(entry, dict) and "value" in entry else entry
    return found


def _refused(message: str) -> ApiFailure:
    return ApiFailure(400, "InvalidTemplate", message)

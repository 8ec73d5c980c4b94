"""Templates that lie beside a template: what ``relativePath`` names is put in its place.

Where a template is at a URI the server follows its links; a file's links only we can follow. Each
is replaced within its own lines, so that the lines after it stay those of the file. Links that are
expressions, or that lead nowhere, stay: the server says what is wrong with them.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from nameplate.cli.failures import usage
from nameplate.cli.template_text import read_relaxed, read_text

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\r\n]*|/\*.*?\*/|[{}:]', re.DOTALL)
_LINKS: Final = {'"templateLink"': "template", '"parametersLink"': "parameters"}
_DEEPEST: Final = 8
_INNER: Final = {"scope": "inner"}


def with_links(text: str, folder: Path, depth: int = 0) -> str:
    """A template's text with the files that it links to put in."""
    if '"relativePath"' not in text:
        return text
    if depth > _DEEPEST:
        raise usage(f"linked templates in {folder} lead round in a circle or too deep")
    parts, at = [], 0
    for name, start, end in _links(text):
        made = _resolved(name, text[start:end], folder, depth)
        if made is not None:
            parts += [text[at:start], made, "\n" * text.count("\n", start, end)]
            at = end
    return "".join((*parts, text[at:]))


def _links(text: str) -> Iterator[tuple[str, int, int]]:
    """Each member that is a link: its name, and where its text begins and ends."""
    tokens = [found for found in _TOKEN.finditer(text) if found[0][:2] not in ("//", "/*")]
    for index, found in enumerate(tokens[:-2]):
        follows = tokens[index + 1][0], tokens[index + 2][0]
        if found[0] not in _LINKS or follows != (":", "{"):
            continue
        level = 0
        for each in tokens[index + 2 :]:
            level += {"{": 1, "}": -1}.get(each[0], 0)
            if level == 0:
                yield found[0], found.start(), each.end()
                break


def _resolved(name: str, member: str, folder: Path, depth: int) -> str | None:
    """What stands in a link's place; ``None`` where the link stays."""
    try:
        link = read_relaxed(member.partition(":")[2])
    except ValueError:
        return None
    path = link.get("relativePath")
    if not isinstance(path, str) or path.startswith("[") or "uri" in link or "id" in link:
        return None
    file = folder / path
    if not file.is_file():
        return None
    document = _read(file, depth)
    if name == '"parametersLink"':
        return f'"parameters": {json.dumps(document.get("parameters", document))}'
    options = json.dumps(_INNER)
    return f'"expressionEvaluationOptions": {options}, "template": {json.dumps(document)}'


def _read(file: Path, depth: int) -> Any:
    text = with_links(read_text(file, "linked template"), file.parent, depth + 1)
    try:
        document = read_relaxed(text)
    except ValueError as problem:
        raise usage(f"the linked template {file} is not JSON: {problem}") from None
    if not isinstance(document, dict):
        raise usage(f"the linked template {file} is no object")
    return document

"""What is deployed: a template by file or by URI, with its parameters, and the request's body.

The body is az's: the template's own text stands in it, under a name without quotes.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nameplate.cli import bicep, deployment_parameters
from nameplate.cli.command import Invocation
from nameplate.cli.deployment_parameters import Parameters
from nameplate.cli.failures import CommandFailure, usage
from nameplate.cli.linked_templates import with_links
from nameplate.cli.template_text import (
    declared_parameters,
    read_text,
    schema_of,
    unclosed_line,
)


@dataclass(frozen=True, slots=True)
class Source:
    """A template and the parameters that it is deployed with."""

    stem: str
    """What a deployment of it is called unless it is named."""
    text: str | None
    """The file's own text; ``None`` where the template is at a URI."""
    uri: str | None
    parameters: Parameters

    @property
    def schema(self) -> str:
        """The template's ``$schema`` in lower case, as far as it is known here."""
        return schema_of(self.text) if self.text is not None else ""

    def body(self, settings: Mapping[str, Any], around: Mapping[str, Any] | None = None) -> bytes:
        """A request's body: ``settings`` of the deployment, and what stands ``around`` them."""
        properties = {"parameters": self.parameters, **settings}
        if self.text is None:
            properties["templateLink"] = {"uri": self.uri}
            return json.dumps({**(around or {}), "properties": properties}).encode()
        outer = json.dumps({**(around or {}), "properties": {}})[:-2]
        inner = json.dumps(properties)[1:-1]
        # one line up to the template: line numbers are the file's; an end after it: a comment may
        # be the file's last line
        return f"{outer}{inner}, template:{self.text}\n}}}}".encode()


def read_source(
    call: Invocation, file: str | None, uri: str | None, words: Sequence[str], *, ask: bool = True
) -> Source:
    """What a command's options name; asks for what is missing, or says so."""
    if file and uri:
        raise usage("give --template-file or --template-uri, not both")
    plain, settled = _settled(call, words)
    text, stem = _template(call, file, uri, settled)
    declared = declared_parameters(text) if text is not None else None
    given = {} if settled is None else dict(settled[2])
    given |= deployment_parameters.gather(plain, declared)
    if wanted := deployment_parameters.missing(declared, given):
        if not ask or not sys.stdin.isatty():
            raise deployment_parameters.refuse(wanted)
        given |= deployment_parameters.ask(wanted)
    return Source(stem, text, uri if text is None else None, given)


_Settled = tuple[Path, str | None, Mapping[str, Any]]


def _settled(call: Invocation, words: Sequence[str]) -> tuple[list[str], _Settled | None]:
    """The words without a ``.bicepparam`` file, and what that says."""
    plain: list[str] = []
    found: _Settled | None = None
    for word in words:
        path = Path(word.removeprefix("@"))
        if not bicep.is_bicep_parameters(path) or "=" in path.name:
            plain.append(word)
            continue
        if found is not None:
            raise usage("one .bicepparam file is as many as a deployment can have")
        found = (path, *bicep.compile_parameters(_existing(path), call.environment))
    return plain, found


def _template(
    call: Invocation, file: str | None, uri: str | None, settled: _Settled | None
) -> tuple[str | None, str]:
    """The template's text, if it is ours to read, and what a deployment of it is called."""
    if file:
        path = _existing(Path(file))
        if bicep.is_bicep(path):
            return bicep.compile_template(path, call.environment), path.stem
        return _whole(path), path.stem
    if uri:
        return None, Path(urlsplit(uri).path).stem or "deployment"
    if settled is not None and settled[1] is not None:
        return settled[1], settled[0].stem
    raise usage("name a template: --template-file FILE or --template-uri URI")


def _whole(path: Path) -> str:
    text = read_text(path, "template")
    if (line := unclosed_line(text)) is not None:
        raise CommandFailure(
            f"the template {path} is not complete: the bracket of line {line} is never closed"
        )
    return with_links(text, path.parent)


def _existing(path: Path) -> Path:
    if not path.exists() or path.is_dir():  # a pipe is fine: the shell's <(...)
        raise usage(f"there is no file {path}")
    return path

"""Bicep files: compiled by ``bicep`` or ``az bicep``, whichever is on ``PATH``."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from nameplate.cli.failures import CommandFailure
from nameplate.process.executable import CannotStart, find_executable
from nameplate.process.tool import ToolFailed, output_of

_MISSING: Final = (
    "{path} is a Bicep file, and neither `bicep` nor `az` is on PATH to compile it. Get one: "
    "`az bicep install`, or the `bicep` program from https://aka.ms/bicep-install; or compile the "
    "file elsewhere with `bicep build` and give the .json file"
)


def is_bicep(path: Path) -> bool:
    """Whether a template file is Bicep."""
    return path.suffix.lower() == ".bicep"


def is_bicep_parameters(path: Path) -> bool:
    """Whether a parameter file is Bicep's."""
    return path.suffix.lower() == ".bicepparam"


def compile_template(path: Path, environment: Mapping[str, str]) -> str:
    """The template that a ``.bicep`` file stands for, as JSON text."""
    return _compiled(
        path,
        environment,
        bicep=("build", "--stdout", str(path)),
        az=("bicep", "build", "--stdout", "--file", str(path)),
    )


def compile_parameters(
    path: Path, environment: Mapping[str, str]
) -> tuple[str | None, Mapping[str, Any]]:
    """The template that a ``.bicepparam`` file uses, as JSON text, and the parameters."""
    text = _compiled(
        path,
        environment,
        bicep=("build-params", "--stdout", str(path)),
        az=("bicep", "build-params", "--stdout", "--file", str(path)),
    )
    try:
        document = json.loads(text)
        parameters = json.loads(document["parametersJson"])["parameters"]
        template = document.get("templateJson")
    except (ValueError, KeyError, TypeError):
        raise CommandFailure(f"what the compiler made of {path} is no parameter file") from None
    return template, parameters


def _compiled(
    path: Path, environment: Mapping[str, str], *, bicep: Sequence[str], az: Sequence[str]
) -> str:
    for program, words in (("bicep", bicep), ("az", az)):
        try:
            found = find_executable(program, environment)
        except CannotStart:
            continue
        try:
            return output_of([found, *words], environment)
        except ToolFailed as problem:
            raise CommandFailure(f"{path} does not compile:\n{problem}") from None
    raise CommandFailure(_MISSING.format(path=path))

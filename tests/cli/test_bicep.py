"""Bicep files: whichever compiler is there, its errors, and what to do where there is none."""

import json
from pathlib import Path

import pytest

from nameplate.cli.bicep import (
    compile_parameters,
    compile_template,
    is_bicep,
    is_bicep_parameters,
)
from nameplate.cli.failures import CommandFailure

FILE = Path("infra/main.bicep")


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_files_are_told_by_their_endings() -> None:
    assert is_bicep(FILE)
    assert not is_bicep(Path("a.bicepparam"))
    assert is_bicep_parameters(Path("a.bicepparam"))


def test_bicep_compiles_before_az_does(tmp_path: Path) -> None:
    program(tmp_path, "az", 'echo "az $*"')
    by_az = compile_template(FILE, {"PATH": str(tmp_path)})
    assert by_az == f"az bicep build --stdout --file {FILE}\n"
    program(tmp_path, "bicep", 'echo "bicep $*"; echo warned >&2')
    assert compile_template(FILE, {"PATH": str(tmp_path)}) == f"bicep build --stdout {FILE}\n"


def test_a_compilers_errors_are_told_whole(tmp_path: Path) -> None:
    program(tmp_path, "bicep", "echo 'main.bicep(1,1) : Error BCP007' >&2; exit 1")
    with pytest.raises(CommandFailure, match=r"does not compile:\nmain\.bicep\(1,1\)"):
        compile_template(FILE, {"PATH": str(tmp_path)})


def test_without_a_compiler_it_is_said_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(CommandFailure, match="az bicep install"):
        compile_template(FILE, {"PATH": str(tmp_path)})


def test_a_parameter_file_brings_its_template(tmp_path: Path) -> None:
    made = {
        "templateJson": "{}",
        "parametersJson": json.dumps({"parameters": {"a": {"value": 1}}}),
    }
    (tmp_path / "made.json").write_text(json.dumps(made))
    program(tmp_path, "bicep", f"exec /bin/cat {tmp_path}/made.json")
    found = compile_parameters(Path("a.bicepparam"), {"PATH": str(tmp_path)})
    assert found == ("{}", {"a": {"value": 1}})
    program(tmp_path, "bicep", "echo no")
    with pytest.raises(CommandFailure, match="no parameter file"):
        compile_parameters(Path("a.bicepparam"), {"PATH": str(tmp_path)})

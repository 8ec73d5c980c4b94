"""A template with its parameters, and the body that az would send."""

import json
from argparse import Namespace
from contextlib import ExitStack
from pathlib import Path

import pytest

from nameplate.cli.command import Invocation
from nameplate.cli.deployment_source import Source, read_source
from nameplate.cli.failures import CommandFailure

TEMPLATE = '{\n  "parameters": {"name": {"type": "string"}} // last\n}'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "infra.json"
    path.write_text(TEMPLATE)
    return path


def call(path: str = "") -> Invocation:
    return Invocation(Namespace(), {"PATH": path}, ExitStack())


def read(file: str | None, uri: str | None, *words: str, path: str = "") -> Source:
    return read_source(call(path), file, uri, words)


def test_a_templates_text_stands_in_the_body_as_it_is(file: Path) -> None:
    source = read(str(file), None, "name=web1")
    assert source.stem == "infra"
    body = source.body({"mode": "Incremental"}, {"location": "westeurope"}).decode()
    assert body == (
        '{"location": "westeurope", "properties": {"parameters": {"name": {"value": "web1"}}, '
        f'"mode": "Incremental", template:{TEMPLATE}\n}}}}'
    )


def test_lines_of_the_body_are_lines_of_the_file(file: Path) -> None:
    body = read(str(file), None, "name=a\nb").body({"mode": "Complete"}).decode()
    assert body.splitlines()[1] == TEMPLATE.splitlines()[1]


def test_a_template_elsewhere_is_named(file: Path) -> None:
    source = read(None, "https://example.org/t/main.json?sig=x", "size=3")
    assert (source.stem, source.schema) == ("main", "")
    assert json.loads(source.body({"mode": "Incremental"})) == {
        "properties": {
            "parameters": {"size": {"value": 3}},
            "mode": "Incremental",
            "templateLink": {"uri": "https://example.org/t/main.json?sig=x"},
        }
    }


def test_without_a_terminal_missing_parameters_are_listed(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with pytest.raises(CommandFailure, match=r"missing:\n  name \(string\)"):
        read(str(file), None)


def test_a_template_that_cannot_be_read_here_goes_to_the_server(tmp_path: Path) -> None:
    odd = tmp_path / "odd.json"
    odd.write_text("{'single': 1, parameters: {}}")
    source = read(str(odd), None, "a=1")
    assert source.text == odd.read_text()
    assert source.parameters == {"a": {"value": 1}}
    odd.write_text("{\n'resources': [\n}")
    with pytest.raises(CommandFailure, match=r"odd\.json .* line 1 is never closed") as caught:
        read(str(odd), None)
    assert caught.value.status == 1


@pytest.mark.parametrize(
    ("file", "uri", "said"),
    [
        (None, None, "name a template"),
        ("x", "y", "not both"),
        ("no-such-file", None, "there is no file no-such-file"),
    ],
)
def test_one_template_has_to_be_named(file: str | None, uri: str | None, said: str) -> None:
    with pytest.raises(CommandFailure, match=said) as caught:
        read(file, uri)
    assert caught.value.status == 2


def test_a_bicep_parameter_file_brings_template_and_parameters(tmp_path: Path) -> None:
    made = {
        "templateJson": TEMPLATE,
        "parametersJson": json.dumps({"parameters": {"name": {"value": "file"}}}),
    }
    (tmp_path / "made").write_text(json.dumps(made))
    (tmp_path / "bicep").write_text(f"#!/bin/sh\nexec /bin/cat {tmp_path}/made\n")
    (tmp_path / "bicep").chmod(0o755)
    (tmp_path / "prod.bicepparam").write_text("using 'infra.bicep'")
    words = (str(tmp_path / "prod.bicepparam"),)
    assert read(None, None, *words, path=str(tmp_path)).parameters == {"name": {"value": "file"}}
    source = read(None, None, *words, "name=word", path=str(tmp_path))
    assert (source.stem, source.text) == ("prod", TEMPLATE)
    assert source.parameters == {"name": {"value": "word"}}
    with pytest.raises(CommandFailure, match=r"one \.bicepparam"):
        read(None, None, *words, *words, path=str(tmp_path))


def test_a_bicep_template_is_compiled(tmp_path: Path) -> None:
    (tmp_path / "bicep").write_text("#!/bin/sh\necho '{}'\n")
    (tmp_path / "bicep").chmod(0o755)
    (tmp_path / "main.bicep").write_text("")
    source = read(str(tmp_path / "main.bicep"), None, path=str(tmp_path))
    assert (source.stem, source.text) == ("main", "{}\n")

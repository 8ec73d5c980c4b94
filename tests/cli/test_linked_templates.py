"""Links to files beside a template: put in, line by line, or left to the server."""

import json
from pathlib import Path

import pytest

from nameplate.cli.failures import CommandFailure
from nameplate.cli.linked_templates import with_links
from nameplate.cli.template_text import read_relaxed

MAIN = """{
  // "templateLink": {"relativePath": "inner.json"}
  "resources": [{"properties": {
    "templateLink": { // beside
      "relativePath": "sub/inner.json"
    },
    "parametersLink": {"relativePath": "p.json"}
  }}],
  "outputs": {}
}"""


def write(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "inner.json").write_text(
        '{\n"resources": [{"properties": {"templateLink": {"relativePath": "deep.json"}}}]}'
    )
    (folder / "sub" / "deep.json").write_text('{"resources": [], /* none */}')
    (folder / "p.json").write_text('{"contentVersion": "1", "parameters": {"a": {"value": 1}}}')


def test_what_is_linked_is_put_in_and_lines_stay(tmp_path: Path) -> None:
    write(tmp_path)
    text = with_links(MAIN, tmp_path)
    inner = {"expressionEvaluationOptions": {"scope": "inner"}}
    deep = {"properties": {**inner, "template": {"resources": []}}}
    assert read_relaxed(text)["resources"] == [
        {
            "properties": {
                **inner,
                "template": {"resources": [deep]},
                "parameters": {"a": {"value": 1}},
            }
        }
    ]
    for line in ("outputs", "// "):
        at = next(i for i, each in enumerate(MAIN.splitlines()) if line in each)
        assert line in text.splitlines()[at]
    assert len(text.splitlines()) == len(MAIN.splitlines())


@pytest.mark.parametrize(
    "link",
    [
        {"relativePath": "nowhere.json"},
        {"relativePath": "[variables('file')]"},
        {"uri": "https://example.org/a.json"},
        {"uri": "https://example.org/a.json", "relativePath": "p.json"},
    ],
)
def test_other_links_are_the_servers(tmp_path: Path, link: dict[str, str]) -> None:
    write(tmp_path)
    text = json.dumps({"templateLink": link, "other": {"relativePath": "p.json"}})
    assert with_links(text, tmp_path) == text


@pytest.mark.parametrize(
    "text", ['{"templateLink": {"relativePath": ', '"templateLink": {"relativePath" ']
)
def test_half_a_template_stays(tmp_path: Path, text: str) -> None:
    assert with_links(text, tmp_path) == text


def test_a_circle_is_told(tmp_path: Path) -> None:
    text = '{"templateLink": {"relativePath": "a.json"}}'
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(CommandFailure, match="circle"):
        with_links(text, tmp_path)


@pytest.mark.parametrize("text", ["{", "[]"])
def test_a_link_to_something_else_names_the_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(CommandFailure, match=r"a\.json"):
        with_links('{"templateLink": {"relativePath": "a.json"}}', tmp_path)

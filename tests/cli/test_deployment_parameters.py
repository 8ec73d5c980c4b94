"""Parameters: from files, JSON and words; typed as declared; asked for where they are missing."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.cli import deployment_parameters as module
from nameplate.cli.deployment_parameters import ask, gather, missing, refuse
from nameplate.cli.failures import CommandFailure
from nameplate.cli.template_text import Declared

TYPES = {
    "name": "string",
    "pass": "securestring",
    "count": "int",
    "on": "bool",
    "list": "array",
    "map": "object",
}
DECLARED = {name: Declared(name=name, type=kind, required=True) for name, kind in TYPES.items()}


def values(*words: str) -> dict[str, Any]:
    return {name: one["value"] for name, one in gather(words, DECLARED).items()}


def test_words_are_typed_as_the_template_declares() -> None:
    words = ("name=12", "NAME=a=b", "count=3", "on=TRUE", "list=[1]", 'map={"a": 1}', "pass=")
    assert values(*words) == {
        "name": "a=b",
        "count": 3,
        "on": True,
        "list": [1],
        "map": {"a": 1},
        "pass": "",
    }


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("count=hush", "'count' takes a whole number"),
        ("on=hush", "'on' takes true or false"),
        ("list={}", "'list' takes a JSON array"),
        ("map=hush", "'map' takes a JSON object"),
        ("other=hush", "no parameter 'other'; it has: count, list, map, name, on, pass"),
        ("hush", "KEY=VALUE"),
        ("=hush", "KEY=VALUE"),
    ],
)
def test_what_does_not_fit_is_refused_without_its_value(word: str, wanted: str) -> None:
    with pytest.raises(CommandFailure, match=wanted) as caught:
        values(word)
    assert caught.value.status == 2
    if "=" in word:
        assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    "document",
    [
        {"$schema": "https://x/deploymentParameters.json#", "parameters": {"name": {"value": "v"}}},
        {"contentVersion": "1.0.0.0", "parameters": {"name": {"value": "v"}}},
        {"parameters": {"name": {"value": "v"}}},
        {"name": {"value": "v"}},
        {"name": "v"},
    ],
)
def test_files_are_parameter_files_or_bare(tmp_path: Path, document: Any) -> None:
    file = tmp_path / "p.json"
    file.write_text(f"// mine\n{json.dumps(document)}")
    for word in (f"@{file}", str(file), json.dumps(document)):
        assert values(word) == {"name": "v"}


def test_later_words_win_and_references_stay(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    reference = {"keyVault": {"id": "v"}, "secretName": "s"}
    file.write_text(json.dumps({"Name": "file", "pass": {"reference": reference}}))
    found = gather([str(file), "name=word"], DECLARED)
    assert found == {"name": {"value": "word"}, "pass": {"reference": reference}}


def test_a_value_may_be_a_files_content(tmp_path: Path) -> None:
    (tmp_path / "c").write_text("[1, 2]")
    assert values(f"list=@{tmp_path / 'c'}") == {"list": [1, 2]}


@pytest.mark.parametrize("text", ["{", "[]", "3"])
def test_a_file_of_something_else_is_refused_by_its_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "p.json").write_text(text)
    with pytest.raises(CommandFailure, match=r"p\.json"):
        values(f"@{tmp_path / 'p.json'}")


def test_without_a_declaration_json_is_json_and_the_rest_is_text() -> None:
    found = gather(["a=1", "b=true", "c=[]", 'd="x"', "e=x", "f=00"], None)
    assert [one["value"] for one in found.values()] == [1, True, [], '"x"', "x", "00"]


@given(st.text())
@settings(max_examples=100)
def test_any_text_is_a_string(text: str) -> None:
    if not text.startswith("@"):
        assert values(f"name={text}") == {"name": text}


def test_what_is_missing_is_listed_with_its_type() -> None:
    wanted = missing(DECLARED, {"NAME": {"value": 1}, "on": {"value": True}})
    assert [one.name for one in wanted] == ["pass", "count", "list", "map"]
    assert "\n  pass (securestring)\n  count (int)\n" in str(refuse(wanted))
    assert missing(None, {}) == []


def test_parameters_are_asked_for_until_they_fit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("x\n7\nblue\nred\n"))
    wanted = [
        Declared(name="count", type="int", required=True, description="how many"),
        Declared(name="colour", type="string", required=True, allowed=("red", "green")),
    ]
    assert ask(wanted) == {"count": {"value": 7}, "colour": {"value": "red"}}
    said = capsys.readouterr().err
    assert "count: how many" in said
    assert "That is not a whole number." in said
    assert "That is none of these." in said


def test_secrets_are_asked_for_without_echo(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"pass (securestring): ": "hush"}
    monkeypatch.setattr("getpass.getpass", answers.__getitem__)
    assert ask([DECLARED["pass"]]) == {"pass": {"value": "hush"}}


def test_an_end_of_input_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(CommandFailure, match="nothing was deployed"):
        module.ask([DECLARED["name"]])

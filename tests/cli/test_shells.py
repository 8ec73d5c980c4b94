"""Variables as text: what is written is what a shell reads."""

import json
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.cli.shells import SHELLS, render

_TEXT = st.text(st.characters(exclude_characters="\x00\r", exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=25, deadline=None)
@given(_TEXT)
def test_bash_reads_the_value_back(text: str) -> None:
    script = render({"A": text}, [], "bash") + 'printf %s "$A"'
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=True)
    assert done.stdout.decode() == text


def test_bash_unsets_what_is_gone() -> None:
    assert render({"B": "1"}, ["A"], "bash") == "unset A\nexport B=1\n"


def test_each_shell_quotes_in_its_own_way() -> None:
    text = "it's $5\\"
    assert render({"A": text}, [], "fish") == "set -gx A 'it\\'s $5\\\\'\n"
    assert render({"A": text}, [], "powershell") == "$Env:A = 'it''s $5\\'\n"
    assert render({"A": text}, [], "dotenv") == 'A="it\'s \\$5\\\\"\n'
    assert render({"A": "x\ny"}, [], "dotenv") == 'A="x\\ny"\n'


def test_json_holds_every_name() -> None:
    assert json.loads(render({"a.b": "1", "C": "é"}, ["D"], "json")) == {"a.b": "1", "C": "é"}


@pytest.mark.parametrize("shell", [shell for shell in SHELLS if shell != "json"])
def test_a_name_that_no_shell_can_spell_is_left_out(shell: str) -> None:
    assert "rm" not in render({"X; rm -rf": "1", "a.b": "2"}, ["Y; rm"], shell)

"""Short programs run for their effect, or for what they write."""

from pathlib import Path

import pytest

from nameplate.process.tool import ToolFailed, output_of, run_tool


def test_the_effect_happens_in_the_given_environment(tmp_path: Path) -> None:
    run_tool(["/bin/sh", "-c", 'echo quiet; touch "$WHERE"'], {"WHERE": str(tmp_path / "x")})
    assert (tmp_path / "x").exists()


def test_the_last_words_are_told() -> None:
    with pytest.raises(ToolFailed, match=r"^/bin/sh: no$"):
        run_tool(["/bin/sh", "-c", "echo first >&2; echo no >&2; exit 3"], {})
    with pytest.raises(ToolFailed, match="exit status 3"):
        run_tool(["/bin/sh", "-c", "exit 3"], {})


def test_a_missing_program_is_told() -> None:
    with pytest.raises(ToolFailed, match="/no/such"):
        run_tool(["/no/such"], {})


def test_what_a_program_writes_is_its_output_alone() -> None:
    assert output_of(["/bin/sh", "-c", "echo warned >&2; echo out"], {}) == "out\n"


def test_every_word_of_a_failure_is_told() -> None:
    with pytest.raises(ToolFailed, match=r"^first\nno$"):
        output_of(["/bin/sh", "-c", "echo first >&2; echo no >&2; exit 3"], {})
    with pytest.raises(ToolFailed, match="exit status 3"):
        output_of(["/bin/sh", "-c", "exit 3"], {})

"""From words to exit status."""

import subprocess
import sys

import pytest

from nameplate.cli.program import run_program
from tests.cli.conftest import Nameplate


def test_wrong_usage_is_status_2_on_stderr(nameplate: Nameplate) -> None:
    ran = nameplate("group", "shoe")
    assert ran.status == 2
    assert ran.out == ""
    assert ran.err.startswith("ERROR: ")


def test_a_command_behind_dashes_is_for_run_alone(nameplate: Nameplate) -> None:
    assert nameplate("group", "list", "--", "true").status == 2


def test_a_query_selects_and_tsv_writes_it(nameplate: Nameplate) -> None:
    ran = nameplate("account", "show", "--query", "name", "-o", "tsv")
    assert (ran.status, ran.out) == (0, "Nameplate\n")
    assert nameplate("account", "show", "--query", "nothing", "-o", "tsv").out == ""
    assert nameplate("account", "show", "--query", "[[[").status == 2


@pytest.mark.parametrize("end", [" | true", " >&-", " >&- 2>&-"])
def test_a_stream_that_is_closed_is_no_traceback(end: str) -> None:
    script = f"{sys.executable} -m nameplate.cli config show{end}"
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stdout + done.stderr
    assert "Exception" not in done.stderr


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run_program(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith("nameplate ")


def test_a_light_command_imports_nothing_heavy() -> None:
    script = (
        "import sys; from nameplate.cli.program import run_program; run_program(['config','show']);"
        "print(*[m for m in ('cryptography','uvicorn','orjson','jmespath','asyncio','tomllib')"
        " if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.strip() == ""

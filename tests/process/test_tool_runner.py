"""Programs whose words are read: they end with whoever asked them."""

import os
import threading
from pathlib import Path

import pytest

from nameplate.process.executable import CannotStart
from nameplate.process.tool_runner import ToolLate, ToolRunner

ENVIRONMENT = {"PATH": os.environ["PATH"], "WHO": "me"}


def test_both_streams_are_read_and_the_environment_is_what_is_given() -> None:
    with ToolRunner() as runner:
        said = runner.run(("sh", "-c", "echo $WHO; cat; echo no >&2; exit 3"), ENVIRONMENT, 20)
    assert (said.output, said.errors) == ("me\n", "no\n")
    assert "me" not in repr(said)


def test_what_is_not_there_cannot_start(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/nowhere/interpreter\n")
    broken.chmod(0o755)
    with ToolRunner() as runner:
        for name in ("no-such-command", str(broken)):
            with pytest.raises(CannotStart):
                runner.run((name,), ENVIRONMENT, 20)


def test_what_takes_too_long_is_ended() -> None:
    with ToolRunner() as runner, pytest.raises(ToolLate):
        runner.run(("sleep", "60"), ENVIRONMENT, 0.05)


def test_leaving_ends_what_runs_with_all_that_it_started(tmp_path: Path) -> None:
    begun, over = tmp_path / "begun", threading.Event()
    os.mkfifo(begun)

    def run(runner: ToolRunner) -> None:
        runner.run(("sh", "-c", f"sleep 60 & echo > {begun}; wait"), ENVIRONMENT, 60)
        over.set()

    with ToolRunner() as runner:
        thread = threading.Thread(target=run, args=(runner,))
        thread.start()
        begun.read_text()
    thread.join(20)
    assert over.is_set()
    with pytest.raises(CannotStart, match="over"):
        runner.run(("true",), ENVIRONMENT, 20)

"""The program in a process of its own: starts, answers, drains."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

HOST: Final = Path(__file__).parents[2] / "function_host"
APP: Final = """
import logging
import time
import azure.functions as func
app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

@app.route(route="slow")
def slow(req: func.HttpRequest) -> str:
    logging.info("begun")
    time.sleep(0.3)
    return "done"

@app.timer_trigger(schedule="%WHEN%", arg_name="t", run_on_startup=True)
async def tick(t: func.TimerRequest) -> None:
    logging.info("ticked")

@app.queue_trigger(arg_name="m", queue_name="q", connection="Nowhere")
def lost(m: func.QueueMessage) -> None: ...
"""


@dataclass
class Running:
    """A host that runs."""

    process: subprocess.Popen[str]
    port: int
    data: Path

    def ask(self, path: str, *, key: str = "", body: bytes | None = None) -> tuple[int, str]:
        address = f"http://127.0.0.1:{self.port}/{path}"
        asked = urllib.request.Request(address, data=body, headers={"x-functions-key": key})
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310 - loopback
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as problem:
            return problem.code, problem.read().decode()

    @property
    def master(self) -> str:
        document = json.loads((self.data / "Secrets" / "host.json").read_text())
        return str(document["masterKey"]["value"])

    def hear(self, pattern: str) -> str:
        """Read its log until a line fits."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if re.search(pattern, line):
                return line
        raise AssertionError(f"{pattern} never came")

    def end(self) -> str:
        """Tell it to end; what it said last."""
        self.process.send_signal(signal.SIGTERM)
        said, _ = self.process.communicate(timeout=20)
        return said


@contextmanager
def running(folder: Path, text: str = APP, **settings: str) -> Iterator[Running]:
    app = folder / "app"
    app.mkdir()
    (app / "host.json").write_text('{"version": "2.0"}')
    (app / "function_app.py").write_text(text)
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "nameplate_functions"),
            *("--app", app, "--data", folder / "data", "--port", "0"),
        ],
        env={**os.environ, "PYTHONPATH": str(HOST), "WHEN": "0 0 0 1 1 *", **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        host = Running(process, 0, folder / "data")
        line = host.hear("Listening on http://127")
        host.port = int(line.rpartition(":")[2])
        yield host
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_it_answers_and_drains(tmp_path: Path) -> None:
    """What runs when it is told to end is answered; then it is gone."""
    with running(tmp_path) as host:
        host.hear("Executed 'Functions.tick' .Succeeded")
        assert host.ask("api/slow") == (200, "done")
        address = f"http://127.0.0.1:{host.port}/api/slow"
        with subprocess.Popen(
            [
                sys.executable,
                "-c",
                f"import urllib.request as u; print(u.urlopen('{address}').read())",
            ],
            stdout=subprocess.PIPE,
            text=True,
        ) as caller:
            host.hear("begun")
            host.hear("begun")
            said = host.end()
            assert caller.communicate(timeout=20)[0].strip() == "b'done'"

    assert "Executed 'Functions.slow' (Succeeded" in said
    assert said.rstrip().endswith("Host stopped")
    assert host.process.returncode == 0


def test_a_listener_that_cannot_start_is_told(tmp_path: Path) -> None:
    with running(tmp_path) as host:
        host.hear("listener for function 'lost' was unable to start.*'Nowhere' has no settings")
        status, text = host.ask("admin/host/status", key=host.master)
        assert status == 200
        assert "Nowhere" in json.loads(text)["errors"][0]
        assert host.ask("admin/functions/lost", key=host.master, body=b"{}")[0] == 503
        assert host.ask("admin/functions/tick", key=host.master, body=b"{}")[0] == 202


def test_a_broken_app_keeps_the_host_up(tmp_path: Path) -> None:
    with running(tmp_path, "import nowhere") as host:
        status, text = host.ask("api/slow")

        assert status == 503
        assert "No module named 'nowhere'" in text


def test_a_port_that_is_taken_ends_it(tmp_path: Path) -> None:
    with running(tmp_path) as host:
        done = subprocess.run(
            [sys.executable, "-m", "nameplate_functions", "--port", str(host.port)],
            env={**os.environ, "PYTHONPATH": str(HOST)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )

    assert done.returncode == 1
    assert "cannot be used" in done.stderr


@pytest.mark.parametrize("words", [("--help",), ("--nothing",)])
def test_its_words(words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nameplate_functions", *words],
        env={**os.environ, "PYTHONPATH": str(HOST)},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert "nameplate_functions" in done.stdout + done.stderr

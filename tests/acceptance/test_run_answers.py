"""What ``nameplate run`` runs answers at its app's name: beside ``up``, and without one."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.acceptance import hosted
from tests.running import Platform

VISIT = """
import sys, urllib.error, urllib.request
try:
    answer = urllib.request.urlopen(sys.argv[1])
except urllib.error.HTTPError as problem:
    answer = problem
print(answer.status, answer.read().decode())
"""


@contextmanager
def running(platform: Platform, app: str, folder: Path, *words: str) -> Iterator[None]:
    """An app of the standard library under ``run``."""
    folder.mkdir(exist_ok=True)
    (folder / "server.py").write_text(hosted.ANSWERS)
    process = subprocess.Popen(
        [platform.command, "run", "--app", app, *words, "--", sys.executable, "server.py"],
        cwd=folder,
        env=platform.environment,
    )
    try:
        yield
    finally:
        process.terminate()  # ``run`` passes it on
        process.wait(timeout=30)


def visit(platform: Platform, url: str) -> tuple[int, str]:
    """Status and body, asked from another run, through the proxy."""
    words = ("run", "--app", "visitor", "--", sys.executable, "-c", VISIT, url)
    status, _, body = platform.run(*words).stdout.strip().partition(" ")
    return int(status), body


def wait_for_the_run(platform: Platform) -> None:
    """Until it has announced itself; before that its name leads nowhere."""
    deadline = time.monotonic() + 30
    while not list((platform.home / "run" / "ports").glob("*")):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("mode", ["proxy", "direct"])
def test_beside_up(home: Platform, tmp_path: Path, mode: str) -> None:
    url = "https://dev1.azurewebsites.net/here?x=1"
    with home:
        with running(home, "dev1", tmp_path / "app", "--mode", mode):
            wait_for_the_run(home)

            status, body = visit(home, url)
            directly = home.send("GET", "dev1.sites.localhost", "/direct")

        assert (status, json.loads(body)["path"]) == (200, "/here?x=1")
        assert (directly.status, directly.json()["app"]) == (200, "dev1")
        assert visit(home, url)[0] == 404
        assert hosted.states(home) == {"dev1": "NoContent", "visitor": "NoContent"}


def test_without_up_another_run_finds_it(home: Platform, tmp_path: Path) -> None:
    """Each has a server of its own."""
    with running(home, "dev1", tmp_path / "app"):
        wait_for_the_run(home)

        status, body = visit(home, "https://dev1.azurewebsites.net/")

    assert (status, json.loads(body)["app"]) == (200, "dev1")
    assert visit(home, "https://dev1.azurewebsites.net/")[0] == 404


def test_an_app_finds_itself(home: Platform, tmp_path: Path) -> None:
    """As when it gives its own address to somebody, and follows it."""
    (tmp_path / "app").mkdir()
    script = tmp_path / "app" / "itself.py"
    script.write_text(
        "import http.server, os, threading, urllib.request\n"
        "class Handler(http.server.BaseHTTPRequestHandler):\n"
        "    def do_GET(self):\n"
        "        self.send_response(204)\n"
        "        self.end_headers()\n"
        "address = ('127.0.0.1', int(os.environ['PORT']))\n"
        "server = http.server.ThreadingHTTPServer(address, Handler)\n"
        "threading.Thread(target=server.serve_forever, daemon=True).start()\n"
        "url = f\"https://{os.environ['WEBSITE_HOSTNAME']}/\"\n"
        "print(urllib.request.urlopen(url).status)\n"
    )

    done = home.run("run", "--app", "dev1", "--", sys.executable, str(script))

    assert done.stdout.strip() == "204"


def test_what_up_hosts_goes_before_a_run(home: Platform, tmp_path: Path) -> None:
    with home:
        hosted.create(home, "web1")
        home.run("webapp", "stop", "-n", "web1")
        hosted.place(home, "web1")
        home.run("webapp", "start", "-n", "web1")
        hosted.wait_until_running(home, "web1")
        of_up = hosted.ask(home, "web1")["run"]

        with running(home, "web1", tmp_path / "app"):
            wait_for_the_run(home)

            status, body = visit(home, "https://web1.azurewebsites.net/")

    assert (status, json.loads(body)["run"]) == (200, of_up)

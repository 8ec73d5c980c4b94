"""Function apps in other languages: run by ``func``, or told that there is none.

Microsoft's tool is no part of any test; what stands in for it is started as ``func start --port N``
is, in the app's folder, and says what it was given.
"""

import json
import os
from pathlib import Path
from typing import Final

from tests.acceptance import hosted
from tests.running import Platform

FUNC: Final = """#!/usr/bin/env python3
import http.server, json, os, sys

if sys.argv[1] != "start":
    sys.exit(2)
port = int(sys.argv[sys.argv.index("--port") + 1])
settings = ("FUNCTIONS_WORKER_RUNTIME", "GREETING", "WEBSITE_SITE_NAME", "PORT")

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        said = {name: os.environ.get(name) for name in settings}
        said |= {"host.json": os.path.exists("host.json"), "port": port, "path": self.path}
        said["identity"] = "IDENTITY_ENDPOINT" in os.environ
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


def a_node_app(folder: Path) -> str:
    """What ``func init --javascript`` makes, as far as it concerns whoever starts it."""
    source = folder / "source"
    (source / "src" / "functions").mkdir(parents=True)
    (source / "host.json").write_text('{"version": "2.0"}')
    (source / "package.json").write_text('{"name": "app", "main": "src/functions/*.js"}')
    (source / "src" / "functions" / "hello.js").write_text("")
    return str(source)


def test_func_runs_them(command: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools" / "bin"
    tools.mkdir(parents=True)
    (tools / "func").write_text(FUNC)
    (tools / "func").chmod(0o755)
    settings = {"PATH": f"{tools}:{os.environ['PATH']}"}
    with Platform(tmp_path / "home", command, settings=settings) as platform:
        hosted.create(platform, "node1", "FUNCTIONS_WORKER_RUNTIME=node", "GREETING=hello")

        platform.run("functionapp", "up", "-n", "node1", "--src", a_node_app(tmp_path))

        found = hosted.ask(platform, "node1", "/api/hello")
    port = found.pop("port")
    assert found == {
        "FUNCTIONS_WORKER_RUNTIME": "node",
        "GREETING": "hello",
        "WEBSITE_SITE_NAME": "node1",
        "PORT": str(port),
        "host.json": True,
        "path": "/api/hello",
        "identity": True,
    }


def test_without_func_they_are_told(command: Path, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    settings = {"PATH": f"{tools}:/usr/bin:/bin"}
    with Platform(tmp_path / "home", command, settings=settings) as platform:
        platform.run("functionapp", "create", "-n", "node1")

        words = ("functionapp", "up", "-n", "node1", "--src", a_node_app(tmp_path))
        done = platform.run(*words, status=None)
        shown = json.loads(platform.run("status", "-o", "json").stdout)["apps"]

    assert done.returncode == 1
    assert "install Azure Functions Core Tools" in done.stderr
    assert [(each["state"], each["name"]) for each in shown] == [("Failed", "node1")]
    assert "which is not on this machine" in shown[0]["reason"]

"""Apps to be hosted, of the standard library alone; their processes, counted from outside."""

import contextlib
import http.client
import json
import os
import time
import zipfile
from pathlib import Path
from typing import Any, Final

from tests.running import Platform

ANSWERS: Final = """#!/usr/bin/env python3
import http.server, json, os, sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
try:
    import extra
except ImportError:
    extra = None

RUN = os.urandom(8).hex()  # in a process namespace of its own every app has the same pid

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        found = {"run": RUN, "app": os.environ["WEBSITE_SITE_NAME"], "path": self.path}
        if extra is not None:
            found.update(extra.look(self.path))
        body = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""


def place(platform: Platform, app: str, **files: str) -> None:
    """Put content where a deployment would, before the app is started."""
    site = platform.home / "apps" / app / "site"
    content = site / "deployments" / "one" / "content"
    content.mkdir(parents=True)
    (content / "start.sh").write_text(ANSWERS)
    (content / "start.sh").chmod(0o755)
    for name, text in files.items():
        (content / f"{name}.py").write_text(text)
    (site / "wwwroot").symlink_to(Path("deployments", "one", "content"))


def package(path: Path, **files: str) -> Path:
    """The same content as an archive, to be deployed."""
    with zipfile.ZipFile(path, "w") as archive:
        start = zipfile.ZipInfo("start.sh")
        start.external_attr = 0o100755 << 16
        archive.writestr(start, ANSWERS)
        for name, text in files.items():
            archive.writestr(f"{name}.py", text)
    return path


def create(platform: Platform, app: str, *settings: str) -> None:
    """Make an app with an identity and settings."""
    platform.run("webapp", "create", "-n", app, "--assign-identity")
    if settings:
        words = ("config", "appsettings", "set", "-n", app, "--settings", *settings)
        platform.run("webapp", *words)


def ask(platform: Platform, app: str, path: str = "/") -> Any:
    """What an app answers at its own name; ``None`` when it does not."""
    with contextlib.suppress(OSError, http.client.HTTPException):
        answer = platform.send("GET", f"{app}.azurewebsites.net", path)
        if answer.status == 200:
            return answer.json()
    return None


def states(platform: Platform) -> dict[str, str]:
    """Each hosted app's state, by name."""
    done = platform.run("status", "-o", "json", status=None)
    found = json.loads(done.stdout) if done.returncode == 0 else {}
    return {each["name"]: each["state"] for each in found.get("apps", [])}


def wait_until_running(platform: Platform, *apps: str, seconds: float = 60) -> None:
    """Wait until every app is in the state ``Running``."""
    deadline = time.monotonic() + seconds
    while True:
        found = states(platform)
        if all(found.get(app) == "Running" for app in apps):
            return
        assert time.monotonic() < deadline, found
        time.sleep(0.2)


def survivors(mark: str) -> list[int]:
    """The processes that carry a mark in their environment, in whatever namespace they live."""
    found = []
    for each in Path("/proc").iterdir():
        if each.name.isdigit() and int(each.name) != os.getpid():
            with contextlib.suppress(OSError):
                if mark.encode() in (each / "environ").read_bytes():
                    found.append(int(each.name))
    return found

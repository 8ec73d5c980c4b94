"""A home with ten thousand apps and a long trail: ``up`` serves it, and every first page is small.

How long things take is measured by ``make bench``; here it is seen that they work.
"""

import http.client
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

import pytest

from tests.acceptance import hosted
from tests.acceptance.environments import ROOT, environment
from tests.running import Answer, Platform

APPS: Final = 10_000
EVENTS: Final = 50_000
MODEL: Final = "crowd-00000"
APP: Final = "crowd-00077"
LARGEST: Final = 100_000
PAGES: Final = (
    "/apps",
    "/apps?search=crowd",
    f"/apps/local/{APP}",
    f"/apps/local/{APP}/identity",
    f"/apps/local/{APP}/configuration",
    f"/apps/local/{APP}/slots",
    f"/apps/local/{APP}/logs",
    "/vaults",
    "/activity",
    "/activity?result=denied",
    f"/activity?app={APP}",
    "/activity?kind=change",
    "/activity/numbers?span=week",
    f"/activity/apps/local/{APP}",
    "/deployments",
    "/keys",
)
"""The first page of everything that lists, and of one app."""


class Portal:
    """Somebody who opened the portal, signed in by a link."""

    def __init__(self, platform: Platform) -> None:
        link = urlsplit(platform.run("portal", "--print-url").stdout.strip())
        self._host = link.netloc
        self._connection = http.client.HTTPConnection("127.0.0.1", link.port or 0, timeout=30)
        self._cookie = ""
        answer = self.get(f"{link.path}?{link.query}")
        given = [value for name, value in answer.headers if name.lower() == "set-cookie"]
        self._cookie = "; ".join(each.partition(";")[0] for each in given)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def get(self, target: str) -> Answer:
        headers = {"Host": self._host, "Cookie": self._cookie}
        self._connection.request("GET", target, headers=headers)
        with self._connection.getresponse() as response:
            return Answer(response.status, tuple(response.getheaders()), response.read())


@pytest.fixture
def platform(tmp_path: Path, command: Path) -> Iterator[Platform]:
    """A home that the store itself has filled, served by ``up``."""
    found = Platform(tmp_path / "home", command)
    found.run("webapp", "create", "-n", MODEL, "--assign-identity")
    fill = (command.with_name("python"), "-m", "benchmarks.crowd", found.home)
    words = [str(each) for each in (*fill, APPS, EVENTS)]
    subprocess.run(words, cwd=ROOT, env=environment(), check=True, capture_output=True)
    with found:
        yield found


def test_ten_thousand_apps_are_served_and_every_first_page_is_small(platform: Platform) -> None:
    with Portal(platform) as portal:
        answers = {page: portal.get(page) for page in PAGES}
    assert {page: each.status for page, each in answers.items()} == dict.fromkeys(PAGES, 200)
    sizes = {page: len(each.body) for page, each in answers.items()}
    assert max(sizes.values()) <= LARGEST, sizes
    assert answers["/apps"].body.count(b"crowd-000") >= 25
    assert APP.encode() in answers[f"/activity?app={APP}"].body

    nothing = platform.send("GET", f"{APP}.azurewebsites.net", "/")
    assert (nothing.status, b"Nothing was deployed" in nothing.body) == (404, True)
    unknown = platform.send("GET", "crowd-99999.azurewebsites.net", "/")
    assert (unknown.status, b"There is no such app here" in unknown.body) == (404, True)
    assert not (platform.home / "apps").exists()

    deploy = ("webapp", "deploy", "-n", APP, "--type", "zip", "--src-path")
    platform.run(*deploy, str(hosted.package(platform.home.parent / "app.zip")))
    answer = platform.send("GET", f"{APP}.azurewebsites.net", "/")
    assert answer.json()["app"] == APP
    assert [each.name for each in (platform.home / "apps").glob("[!.]*")] == [APP]

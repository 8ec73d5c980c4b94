"""What is asked of a deployment is read from its request, and refused where it cannot be."""

from pathlib import PurePosixPath

import pytest

from nameplate.apphost.packages import Order, is_true, publish_order, zip_order
from nameplate.core.errors import BadRequest
from nameplate.edge.http import Request


def request(query: str, content_type: str = "application/octet-stream") -> Request:
    headers = [(b"content-type", content_type.encode())]
    return Request("POST", "/api/publish", query_string=query.encode(), headers=headers)


def test_a_zip_replaces_everything() -> None:
    order = zip_order(request("isAsync=true&deployer=az_cli_functions"), "$web1")
    assert order.archive
    assert order.clean
    assert (order.author, order.deployer) == ("$web1", "az_cli_functions")


@pytest.mark.parametrize(
    ("query", "target", "archive", "clean", "executable"),
    [
        ("type=zip", ".", True, True, False),
        ("type=zip&clean=false", ".", True, False, False),
        ("type=zip&path=/home/site/wwwroot/sub", "sub", True, False, False),
        ("type=static&path=a/b.txt", "a/b.txt", False, False, False),
        ("type=STATIC&path=/home/site/wwwroot/b.txt&clean=True", "b.txt", False, True, False),
        ("type=startup", "startup.sh", False, False, True),
    ],
)
def test_what_is_published(
    query: str, target: str, archive: bool, clean: bool, executable: bool
) -> None:
    order = publish_order(request(query), "operator")
    assert order == Order(
        author="operator",
        deployer="OneDeploy",
        message="OneDeploy",
        target=PurePosixPath(target),
        archive=archive,
        clean=clean,
        executable=executable,
    )


def test_a_restart_can_wait() -> None:
    assert not publish_order(request("type=zip&restart=False"), "o").restart


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "not supported"),
        ("type=war", "'war' is not supported"),
        ("type=static", "Path must be defined"),
        ("type=static&path=../x", "leaves the app's folder"),
        ("type=static&path=a%5C..%5C..%5Cx", "leaves the app's folder"),
        ("type=zip&path=/etc", "outside /home/site/wwwroot"),
    ],
)
def test_what_cannot_be_published(query: str, words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        publish_order(request(query), "operator")


def test_a_packages_address_is_not_fetched() -> None:
    with pytest.raises(BadRequest, match="not fetched"):
        zip_order(request("", "application/json; charset=utf-8"), "operator")


@pytest.mark.parametrize(
    ("text", "yes"), [("true", True), ("True", True), ("1", True), ("no", False), (None, False)]
)
def test_yes(text: str | None, yes: bool) -> None:
    assert is_true(text) is yes

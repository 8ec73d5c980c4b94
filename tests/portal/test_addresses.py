"""Where the portal may send a browser: its own paths."""

import pytest

from nameplate.portal.addresses import own_path


@pytest.mark.parametrize("path", ["/", "/apps", "/apps/local/web1?after=x", "/a%20b#c"])
def test_own_paths(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "apps",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/a\r\nset-cookie: x=y",
        "/a\tb",
        f"/{'x' * 3000}",
    ],
)
def test_what_leads_elsewhere_leads_home(path: str | None) -> None:
    assert own_path(path) == "/"
    assert own_path(path, "/apps") == "/apps"

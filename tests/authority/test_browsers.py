"""Browsers and their forms."""

import pytest

from nameplate.authority.browsers import COOKIE, browser_of, cookie_for, from_own_page
from nameplate.edge.http import Request

ID = "b" * 43


def request(*headers: tuple[str, str]) -> Request:
    return Request("POST", "/", headers=[(n.encode(), v.encode()) for n, v in headers])


def test_a_cookie_comes_back() -> None:
    sent = cookie_for(ID).partition(";")[0]
    assert browser_of(request(("cookie", f"a=1; {sent}; b=2"))) == ID
    assert browser_of(request(("cookie", "a=1"), ("cookie", sent))) == ID


@pytest.mark.parametrize(
    "cookie", ["", f"{COOKIE}=short", f"{COOKIE}={ID}; {COOKIE}={ID}", f"x{COOKIE}={ID}"]
)
def test_what_is_no_browsers(cookie: str) -> None:
    assert browser_of(request(("cookie", cookie))) is None


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ((), True),
        ((("origin", "https://login.example:8443"),), True),
        ((("origin", "https://login.example"),), False),
        ((("origin", "http://login.example:8443"),), False),
        ((("origin", "null"),), False),
        ((("sec-fetch-site", "same-origin"),), True),
        ((("sec-fetch-site", "cross-site"),), False),
        ((("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")), False),
    ],
)
def test_a_page_of_this_host(headers: tuple[tuple[str, str], ...], *, own: bool) -> None:
    assert from_own_page(request(("host", "login.example:8443"), *headers)) == own

"""Around all pages: whose host, whose form, which headers."""

from dataclasses import replace
from typing import Any

import pytest

from nameplate.portal.security import BODY_LIMIT, HEADERS, Guarded
from tests.fakes.asgi import ask, scope
from tests.portal.test_place import place

ORIGIN = "http://localhost:8140"
HOST = "localhost:8140"
FORM = ((b"origin", ORIGIN.encode()), (b"content-length", b"1"))


async def pages(scope: Any, receive: Any, send: Any) -> None:
    """Reads what it is sent, and says how much."""
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        size += len(message["body"])
        if not message["more_body"]:
            break
    headers = [(b"content-type", b"text/plain"), *scope.get("own", ())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"%d" % size})


GUARDED = Guarded(pages, place(ORIGIN))


async def test_what_every_answer_carries() -> None:
    answer = await ask(GUARDED, scope(host=HOST))
    for name, value in HEADERS:
        assert answer.header(name) == value
    policy = answer.header("content-security-policy") or ""
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "trusted-types 'none'" in policy  # no script makes markup, by any policy
    assert answer.header("cache-control") == "no-store"
    assert answer.header("strict-transport-security") is None


async def test_a_page_may_say_how_long_it_is_kept() -> None:
    answer = await ask(GUARDED, scope(host=HOST) | {"own": [(b"cache-control", b"public")]})
    assert [value for name, value in answer.headers if name == b"cache-control"] == [b"public"]


async def test_over_tls_it_stays_there() -> None:
    origin = "https://portal.id.contoso.example"
    answer = await ask(Guarded(pages, place(origin)), scope(host="portal.id.contoso.example"))
    assert answer.header("strict-transport-security") == "max-age=31536000"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8140", "127.0.0.1:8140", "localhost", "localhost:81", ""]
)
async def test_another_name_that_points_here(host: str) -> None:
    """DNS rebinding: the browser would think the page another site's."""
    answer = await ask(GUARDED, scope(host=host))
    assert answer.status == 421
    assert answer.header("x-frame-options") == "DENY"


async def test_who_knows_the_port_is_led_to_the_portals_own_name() -> None:
    guarded = Guarded(pages, replace(place(ORIGIN), other_hosts=("127.0.0.1:8140",)))
    asked = scope("GET", "/apps?search=a", host="127.0.0.1:8140")
    answer = await ask(guarded, asked)
    assert (answer.status, answer.header("location")) == (302, f"{ORIGIN}/apps?search=a")
    answer = await ask(guarded, scope("GET", "//evil.example/", host="127.0.0.1:8140"))
    assert answer.header("location") == f"{ORIGIN}/"
    answer = await ask(guarded, scope("POST", "/apps", host="127.0.0.1:8140", headers=FORM))
    assert answer.status == 421


async def test_two_hosts() -> None:
    assert (await ask(GUARDED, scope(host=HOST, headers=[(b"host", b"x")]))).status == 421


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_other_methods(method: str) -> None:
    assert (await ask(GUARDED, scope(method, host=HOST))).status == 405


@pytest.mark.parametrize(
    "headers",
    [
        (),
        ((b"origin", b"null"),),
        ((b"origin", b"https://evil.example"),),
        ((b"origin", b"http://localhost:3000"),),
        ((b"origin", ORIGIN.encode()), (b"sec-fetch-site", b"same-site")),
        ((b"origin", ORIGIN.encode()), (b"sec-fetch-site", b"cross-site")),
    ],
)
async def test_a_form_of_another_site(headers: tuple[tuple[bytes, bytes], ...]) -> None:
    answer = await ask(GUARDED, scope("POST", host=HOST, headers=headers), b"x")
    assert answer.status == 403


async def test_a_form_of_its_own() -> None:
    own = (*FORM, (b"sec-fetch-site", b"same-origin"))
    answer = await ask(GUARDED, scope("POST", host=HOST, headers=own), b"x")
    assert (answer.status, answer.body) == (200, b"1")


@pytest.mark.parametrize("length", [str(BODY_LIMIT + 1), "-1", "x", "9" * 30])
async def test_too_much_is_refused_at_once(length: str) -> None:
    headers = ((b"origin", ORIGIN.encode()), (b"content-length", length.encode()))
    assert (await ask(GUARDED, scope("POST", host=HOST, headers=headers), b"x")).status == 413


async def test_a_body_without_a_length_ends_where_it_is_too_large() -> None:
    chunks = [b"x" * (BODY_LIMIT // 2)] * 4
    headers = ((b"origin", ORIGIN.encode()),)
    answer = await ask(GUARDED, scope("POST", host=HOST, headers=headers), *chunks)
    assert answer.body == b"%d" % BODY_LIMIT


@pytest.mark.parametrize(
    ("site", "mode", "dest", "status"),
    [
        ("none", "navigate", "document", 200),
        ("same-origin", "cors", "empty", 200),
        ("cross-site", "navigate", "document", 200),
        ("cross-site", "navigate", "iframe", 403),
        ("cross-site", "no-cors", "image", 403),
        ("same-site", "no-cors", "script", 403),
    ],
)
async def test_another_site_may_link_here_and_load_nothing(
    site: str, mode: str, dest: str, status: int
) -> None:
    """Else any page could begin sign-ins until nobody's own finds room."""
    given = {"site": site, "mode": mode, "dest": dest}
    headers = [(f"sec-fetch-{name}".encode(), value.encode()) for name, value in given.items()]
    assert (await ask(GUARDED, scope(host=HOST, headers=headers))).status == status

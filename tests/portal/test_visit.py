"""What a page is made with."""

from starlette.responses import PlainTextResponse, Response

from nameplate.portal.application import build
from nameplate.portal.areas import AREAS
from nameplate.portal.failures import ApiFailure
from nameplate.portal.routing import Area, PageRoute
from nameplate.portal.visit import Visit
from tests.portal.portals import Browser, Stand


async def _show(visit: Visit) -> Response:
    lines = (
        visit.path("apps", {"search": "a b&c", "empty": ""}),
        visit.path("app", group="Größe 1", name="a/b"),
        visit.names["thing"],
        visit.query.get("q", ""),
        str((await visit.permissions()).may("Microsoft.Web/sites/write")),
    )
    return PlainTextResponse("\n".join(lines))


async def _act(visit: Visit) -> Response:
    if visit.form.text("action") == "fail":
        raise ApiFailure(409, "Conflict", "It is in use.")
    visit.flash("It was done.")
    return visit.redirect("apps", {"search": "x"})


AREA = Area("Things", "key", "thing", (PageRoute("thing", "/things/{thing}", _show, _act),))


async def browser_of(stand: Stand) -> Browser:
    """A browser in a portal with one more area."""
    area = Area("Apps", "apps", "apps", AREA.routes)
    stand.app = build(stand.api, stand.place, stand.clock, areas=(*AREAS, area))
    return await stand.browser()


async def test_addresses_names_and_queries(stand: Stand) -> None:
    browser = await browser_of(stand)
    page = await browser.get("/things/one%20two?q=%3Cx%3E")
    assert page.text.splitlines() == [
        "/apps?search=a+b%26c",
        "/apps/Gr%C3%B6%C3%9Fe%201/a%2Fb",
        "one two",
        "<x>",
        "True",
    ]


async def test_after_a_post_comes_a_get(stand: Stand) -> None:
    browser = await browser_of(stand)
    await browser.get("/apps")
    page = await browser.post("/things/a", {"action": "x"}, opened=False)
    assert page.path == "/apps?search=x"
    assert "It was done." in page.words
    assert "It was done." not in (await browser.get("/apps")).words


async def test_a_failure_of_a_form_is_told_where_the_form_is(stand: Stand) -> None:
    browser = await browser_of(stand)
    await browser.get("/apps")
    page = await browser.post("/things/a", {"action": "fail"}, opened=False)
    assert page.path == "/things/a"
    assert "It is in use." in (await browser.get("/apps")).words

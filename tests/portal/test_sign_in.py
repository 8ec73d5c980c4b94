"""Signing in through the authority and by a one-time link; cookies; signing out."""

from urllib.parse import parse_qs, urlsplit

import pytest

from nameplate.authority.authorization_codes import SignedIn, new_family
from nameplate.authority.clients import PORTAL
from nameplate.portal.application import build
from nameplate.portal.sessions import IDLE
from tests.fakes.asgi import ask, scope
from tests.fakes.clock import FakeClock
from tests.portal.portals import ORIGIN, Browser, Page, Stand


def asked_of(page: Page) -> dict[str, str]:
    """What the authority is asked."""
    return {
        name: each[0] for name, each in parse_qs(urlsplit(page.headers["location"]).query).items()
    }


def code_for(stand: Stand, asked: dict[str, str], **changed: str) -> str:
    """What the authority would send the browser back with."""
    given = {
        "object_id": stand.server.facts.operator_id,
        "client_id": asked["client_id"],
        "tenant_id": stand.place.tenant_id,
        "redirect_uri": asked["redirect_uri"],
        "scope": asked["scope"],
        "challenge": asked["code_challenge"],
        "nonce": asked["nonce"],
        **changed,
    }
    signed_in = SignedIn(
        object_id=given["object_id"],
        client_id=given["client_id"],
        tenant_id=given["tenant_id"],
        redirect_uri=given["redirect_uri"],
        scope=given["scope"],
        confidential=False,
        method="pwd",
        challenge=given["challenge"],
        nonce=given["nonce"],
        family_id=new_family(),
    )
    return stand.server.rooms.sign_ins.codes.issue(signed_in).reveal()


async def test_who_is_not_signed_in_is_sent_to_and_comes_back(stand: Stand) -> None:
    browser = Browser(stand.app)
    page = await browser.get("/apps?search=a b&x=%26")
    assert page.path.startswith("/sign-in?next=")
    assert "nameplate portal" in page.words
    start = await browser.get("/sign-in/start?next=%2Fapps%3Fsearch%3Da", follow=False)
    assert start.status == 302
    assert start.headers["location"].startswith(stand.place.authorize_url)
    asked = asked_of(start)
    assert asked["client_id"] == PORTAL
    assert asked["redirect_uri"] == f"{ORIGIN}/sign-in/done"
    assert asked["code_challenge_method"] == "S256"
    code = code_for(stand, asked)
    landed = await browser.get(f"/sign-in/done?code={code}&state={asked['state']}", follow=False)
    assert landed.status == 200
    assert 'content="0;url=/apps?search=a"' in landed.text
    assert "nameplate-portal-sign-in" not in browser.cookies
    assert (await browser.get("/apps")).status == 200


async def test_the_authority_knows_the_portal(stand: Stand) -> None:
    """The very address that the browser is sent to shows a sign-in for the portal."""
    start = await Browser(stand.app).get("/sign-in/start", follow=False)
    reply = await stand.api.send("GET", start.headers["location"])
    assert reply.status == 200
    assert b"the portal of Nameplate" in reply.body


async def test_a_way_back_that_was_not_begun_here(stand: Stand) -> None:
    one, other = Browser(stand.app), Browser(stand.app)
    asked = asked_of(await one.get("/sign-in/start", follow=False))
    code = code_for(stand, asked)
    page = await other.get(f"/sign-in/done?code={code}&state={asked['state']}")
    assert page.status == 400
    assert "nameplate-portal" not in other.cookies
    page = await one.get(f"/sign-in/done?code={code}&state=other")
    assert page.status == 400


async def test_a_code_of_another_sign_in(stand: Stand) -> None:
    """PKCE and the nonce: a code that somebody else's sign-in was given is worth nothing here."""
    browser = Browser(stand.app)
    asked = asked_of(await browser.get("/sign-in/start", follow=False))
    code = code_for(stand, asked, challenge="x" * 43)
    page = await browser.get(f"/sign-in/done?code={code}&state={asked['state']}")
    assert page.status == 403
    asked = asked_of(await browser.get("/sign-in/start", follow=False))
    code = code_for(stand, asked, nonce="other")
    page = await browser.get(f"/sign-in/done?code={code}&state={asked['state']}")
    assert page.status == 400
    assert "nameplate-portal" not in browser.cookies


async def test_a_refusal_of_the_authority_is_told(stand: Stand) -> None:
    browser = Browser(stand.app)
    asked = asked_of(await browser.get("/sign-in/start", follow=False))
    said = "AADSTS65004:+%3Cb%3Ecancelled%3C/b%3E"
    query = f"error=access_denied&error_description={said}&state={asked['state']}"
    page = await browser.get(f"/sign-in/done?{query}")
    assert page.status == 403
    assert "AADSTS65004: <b>cancelled</b>" in page.words


async def test_a_link_is_good_once(stand: Stand) -> None:
    browser = await stand.browser()
    assert browser.page is not None
    link = browser.page.path
    assert (await browser.get("/apps")).status == 200
    again = Browser(stand.app)
    page = await again.get(link)
    assert page.status == 403
    assert "used already" in page.words
    assert "nameplate-portal" not in again.cookies


async def test_a_code_of_the_authority_is_no_link(stand: Stand) -> None:
    """Else a link could sign somebody in as somebody else, past state and PKCE."""
    browser = Browser(stand.app)
    asked = asked_of(await browser.get("/sign-in/start", follow=False))
    page = await browser.get(f"/sign-in/link?code={code_for(stand, asked)}")
    assert page.status == 403
    assert "nameplate-portal" not in browser.cookies


@pytest.mark.parametrize(
    ("known", "taken"), [(1000, True), (0, True), (1001, False), (None, False)]
)
async def test_a_link_for_the_programs_of_one_user(
    stand: Stand, known: int | None, *, taken: bool
) -> None:
    asked: list[tuple[tuple[str, int], tuple[str, int]]] = []

    def user_of(client: tuple[str, int], server: tuple[str, int]) -> int | None:
        asked.append((client, server))
        return known

    app = build(stand.api, stand.place, stand.clock, user_of=user_of)
    link = stand.links.create(stand.server.facts.operator_id, 1000)
    assert link is not None
    path = link.url.removeprefix(stand.place.origin)
    browser = Browser(app)
    page = await browser.get(path)
    assert ("nameplate-portal" in browser.cookies) is taken
    assert ("for the programs of the user" in page.words) is not taken
    assert asked


async def test_a_link_for_one_user_is_nothing_without_the_user(stand: Stand) -> None:
    link = stand.links.create(stand.server.facts.operator_id, 1000)
    assert link is not None
    browser = Browser(stand.app)
    path = link.url.removeprefix(stand.place.origin).replace("user=1000&", "")
    assert (await browser.get(path)).status == 403
    assert "nameplate-portal" not in browser.cookies


@pytest.mark.parametrize("query", ["", "?code=", "?code=x", "?code=%00"])
async def test_a_link_that_is_none(stand: Stand, query: str) -> None:
    assert (await Browser(stand.app).get(f"/sign-in/link{query}")).status in {400, 403}


async def test_cookies(stand: Stand) -> None:
    browser = await stand.browser()
    set_cookies = []
    asked = await ask(stand.app, scope("GET", "/sign-in/start", host="localhost:8140"))
    set_cookies += [value.decode() for name, value in asked.headers if name == b"set-cookie"]
    (pending,) = set_cookies
    assert "HttpOnly" in pending
    assert "SameSite=lax" in pending
    assert browser.page is not None
    session = browser.page.headers["set-cookie"]
    assert "HttpOnly" in session
    assert "SameSite=strict" in session
    assert "Path=/" in session
    assert "Domain" not in session


async def test_a_cookie_from_before_is_not_the_session(stand: Stand) -> None:
    """Session fixation: what the browser came with is not what it leaves with."""
    browser = Browser(stand.app, {"nameplate-portal": "chosen-by-somebody"})
    fresh = await stand.browser()
    assert fresh.page is not None
    assert (await browser.get("/apps")).path.startswith("/sign-in")
    assert fresh.cookies["nameplate-portal"] != "chosen-by-somebody"


async def test_signing_in_again_ends_the_session_before(stand: Stand) -> None:
    browser = await stand.browser()
    before = dict(browser.cookies)
    second = await stand.browser()
    assert second.page is not None
    old = Browser(stand.app, dict(before))
    assert (await old.get("/apps")).status == 200
    start = await old.get("/sign-in/start", follow=False)
    asked = asked_of(start)
    await old.get(f"/sign-in/done?code={code_for(stand, asked)}&state={asked['state']}")
    assert (await Browser(stand.app, before).get("/apps")).path.startswith("/sign-in")
    assert (await old.get("/apps")).path == "/apps"


async def test_signing_out(stand: Stand) -> None:
    browser = await stand.browser()
    before = dict(browser.cookies)
    await browser.get("/apps")
    page = await browser.post("/sign-out", {}, opened=False)
    assert page.path == "/sign-in"
    assert "nameplate-portal" not in browser.cookies
    assert (await Browser(stand.app, before).get("/apps")).path.startswith("/sign-in")


async def test_nobody_is_signed_out_by_a_link(stand: Stand) -> None:
    browser = await stand.browser()
    assert (await browser.get("/sign-out")).status == 404
    assert (await browser.get("/apps")).path == "/apps"


async def test_a_session_that_ended_says_so_and_leads_back(stand: Stand) -> None:
    browser = Browser(stand.app, {"nameplate-portal": "of-a-server-that-was-restarted"})
    page = await browser.get("/apps")
    assert "ended=1" in page.path
    assert "Nothing of what you sent was saved" in page.words
    assert "/sign-in/start?next=/apps" in page.text


async def test_nobody_used_it(stand: Stand) -> None:
    clock = FakeClock(stand.clock.now())

    app = build(stand.api, stand.place, clock)
    stand.app = app
    browser = await stand.browser()
    assert (await browser.get("/apps")).path == "/apps"
    clock.advance(IDLE + 1)
    assert (await browser.get("/apps")).path.startswith("/sign-in")


async def test_a_user_who_was_switched_off_is_out_at_once(stand: Stand) -> None:
    user = await stand.user("ada", "Reader")
    browser = await stand.browser(user)
    assert (await browser.get("/apps")).status == 200
    rooms = stand.server.rooms
    work = rooms.opened.database.begin()
    await rooms.opened.directory.delete_user(work, user.object_id)
    await work.commit()
    assert (await browser.get("/apps")).path.startswith("/sign-in")

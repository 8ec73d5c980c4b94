"""What people can type is text on every page: no element, no attribute, no address comes of it."""

from collections.abc import Awaitable, Callable
from html.parser import HTMLParser
from urllib.parse import urlencode

import orjson
import pytest

from nameplate.audit.event import Event, EventKind
from tests.portal.deployments.templates import fill, identity, template, upload
from tests.portal.portals import Browser, Page, Stand
from tests.portal.vaults.standing import VAULT, open_vault

TEXTS = (
    "<x-evil onx=1>alert(1)</x-evil>",
    "\"><x-evil onx=1 x='",
    "'><x-evil onx=1 x=\"",
    "</textarea></title></script><x-evil onx=1>",
    "<!--<x-evil onx=1>",
    "{{ 7*'7' }}{% raw %}<x-evil>",
    "javascript:alert(1)//<x-evil>",
    "\u202eevil\u2066\u200b<x-evil>",
    "W" * 3000 + "<x-evil>",
    "\x01\x0b<x-evil>",
)


class Reader(HTMLParser):
    """What a browser would find: elements, attributes, addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.names.add(name)
            if name in {"href", "src", "action", "formaction"}:
                self.addresses.append((value or "").strip().lower())


def require_inert(page: Page) -> None:
    """Nothing of a text became part of the page."""
    found = Reader()
    found.feed(page.text)
    assert "x-evil" not in found.tags, page.path
    assert not [name for name in found.names if name.startswith("on")], page.path
    assert "style" not in found.names, page.path
    assert not [each for each in found.addresses if each.startswith(("javascript:", "data:"))]
    assert "7777777" not in page.text
    assert page.status < 500, page.words


async def _search(stand: Stand, browser: Browser, text: str) -> Page:
    return await browser.get(f"/apps?{urlencode({'search': text, 'after': text})}")


async def _create(stand: Stand, browser: Browser, text: str) -> Page:
    fields = {"kind": text, "name": text, "group": text, "location": text}
    return await browser.post("/apps/create", fields)


async def _address(stand: Stand, browser: Browser, text: str) -> Page:
    encoded = urlencode({"": text})[1:].replace("+", "%20").replace("%2F", "")
    return await browser.get(f"/apps/{encoded[:200]}/{encoded[:200]}")


async def _setting(stand: Stand, browser: Browser, text: str) -> Page:
    await stand.site("web1")
    fields = {"action": "set", "name": text, "value": text}
    require_inert(await browser.post("/apps/local/web1/configuration", fields))
    require_inert(
        await browser.post("/apps/local/web1/configuration", {"action": "show", "name": text})
    )
    return await browser.get("/apps/local/web1/configuration")


async def _slot(stand: Stand, browser: Browser, text: str) -> Page:
    await stand.site("web1")
    query = urlencode({"source": text, "target": text})
    require_inert(await browser.get(f"/apps/local/web1/slots?{query}"))
    return await browser.post("/apps/local/web1/slots", {"action": "create", "slot": text})


async def _identity(stand: Stand, browser: Browser, text: str) -> Page:
    await stand.site("web1")
    fields = {"action": "add", "identity": text, "seen": text, "etag": "x"}
    return await browser.post("/apps/local/web1/identity", fields)


async def _delete(stand: Stand, browser: Browser, text: str) -> Page:
    await stand.site("web1")
    return await browser.post("/apps/local/web1/delete", {"sure": text, "seen": text})


async def _person(stand: Stand, browser: Browser, text: str) -> Page:
    rooms = stand.server.rooms
    work = rooms.opened.database.begin()
    user = rooms.opened.directory.create_user(
        work, user_principal_name="ada@nameplate.localhost", display_name=text[:200]
    )
    await work.commit()
    return await (await stand.browser(user)).get("/apps")


async def _refusal(stand: Stand, browser: Browser, text: str) -> Page:
    query = urlencode({"error": text, "error_description": text, "state": text, "next": text})
    require_inert(await Browser(stand.app).get(f"/sign-in?{query}"))
    require_inert(await Browser(stand.app).get(f"/sign-in/link?{query}&code=x"))
    return await Browser(stand.app).get(f"/sign-in/done?{query}")


async def _event(stand: Stand, browser: Browser, text: str) -> Page:
    facts = {"claims": orjson.dumps({"name": text, text[:50]: [text]}).decode(), text[:50]: text}
    looked = {"gives": text, "scope": text, "holder": text, "verdict": text, "decides": False}
    facts["looked"] = orjson.dumps([looked]).decode()
    told = {"object_id": text, "app_id": text, "display_name": text, "reason": text}
    for kind in (EventKind.DECISION, EventKind.TOKEN):
        event = Event(
            kind=kind, action=text, outcome="denied", resource=text, workload=text, facts=facts,
            request_id=text, **told,
        )  # fmt: skip
        await stand.server.rooms.trail.record(event)
        sequence = await stand.server.rooms.trail.last()
        require_inert(await browser.get(f"/activity/{sequence}"))
    for names in (("app", "result", "kind"), ("vault", "from", "to"), ("before",)):
        query = urlencode(dict.fromkeys(names, text))
        require_inert(await browser.get(f"/activity?{query}"))
    return await browser.get("/activity")


async def _vault(stand: Stand, browser: Browser, text: str) -> Page:
    query = urlencode({"search": text, "after": text, "from": text})
    require_inert(await browser.get(f"/vaults?{query}"))
    fields = {"name": text, "group": text, "location": text, "days": text, "model": text}
    require_inert(await browser.post("/vaults/create", fields))
    await open_vault(stand)
    require_inert(await browser.get(f"{VAULT}/policies/add?{query}"))
    require_inert(await browser.post(f"{VAULT}/roles/add", {"principal": text, "search": text}))
    return await browser.post(VAULT, {"action": "model", "seen": text, "model": text})


async def _secret(stand: Stand, browser: Browser, text: str) -> Page:
    await open_vault(stand)
    sent = {"action": "create", "secret": text, "value": text, "content_type": text, "tags": text}
    require_inert(await browser.post(f"{VAULT}/new-secret", sent))
    kept = {**sent, "secret": "s", "content_type": text[:200], "tags": f"a={text[:200]}"}
    require_inert(await browser.post(f"{VAULT}/new-secret", kept))
    page = await browser.get(f"{VAULT}/secrets/s")
    require_inert(page)
    sent = {"action": "show", "version": page.fields().get("version", "")}
    return await browser.post(f"{VAULT}/secrets/s", sent)


async def _template(stand: Stand, browser: Browser, text: str) -> Page:
    await stand.site("web1")
    require_inert(await upload(browser, text, name=text, scope=text))
    declared = {
        text: {"type": text, "metadata": {"description": text}, "defaultValue": text},
        "b": {"type": "string", "allowedValues": [text]},
    }
    require_inert(await upload(browser, template(identity("web-id"), parameters=declared)))
    require_inert(await fill(browser, "what-if", b=text))
    await browser.get("/deployments/new")
    outputs = {"word": {"type": "string", "value": text.replace("[", "(")}}
    await upload(browser, template(identity("web-id"), outputs=outputs))
    require_inert(await fill(browser, "deploy"))
    return await browser.get("/deployments/local/main")


async def _reader_of_keys(stand: Stand, browser: Browser, text: str) -> Page:
    stand.server.rooms.keys.read_by(text, text)
    return await browser.get("/keys")


Place = Callable[[Stand, Browser, str], Awaitable[Page]]

PLACES: tuple[Place, ...] = (
    _search,
    _create,
    _address,
    _setting,
    _slot,
    _identity,
    _delete,
    _person,
    _event,
    _vault,
    _secret,
    _template,
    _reader_of_keys,
    _refusal,
)
"""Where a text can be put, and the page that shows it."""


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
async def test_texts_stay_texts(stand: Stand, text: str) -> None:
    for place in PLACES:
        browser = await stand.browser()
        require_inert(await place(stand, browser, text))


def test_the_reader_would_see_it() -> None:
    page = Page(200, {}, f"<p>{TEXTS[0]}</p>", "/")
    with pytest.raises(AssertionError):
        require_inert(page)

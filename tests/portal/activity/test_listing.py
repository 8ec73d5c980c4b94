"""The list of events: newest first, narrowed by a form, followed by what comes."""

import asyncio

import orjson

from nameplate.audit.event import Event, EventKind
from nameplate.portal.activity import listing
from tests.fakes.asgi import scope
from tests.portal.portals import Browser, Stand

VAULT = "/resourceGroups/local/providers/Microsoft.KeyVault/vaults/contoso"


async def refuse(stand: Stand, need: str = "secrets/get", **more: str) -> None:
    """Something is refused to an app at a vault."""
    event = Event(
        kind=EventKind.DECISION,
        action=need,
        outcome="denied",
        resource=f"{stand.subscription}{VAULT}",
        object_id=more.get("object_id", "00000000-0000-4000-8000-000000000001"),
        display_name=more.get("name", "web1"),
        reason="'web1' is in no access policy",
        workload=more.get("workload", ""),
    )
    await stand.server.rooms.trail.record(event)


async def test_the_newest_is_first_and_each_has_its_page(stand: Stand, browser: Browser) -> None:
    await refuse(stand, "secrets/get")
    await refuse(stand, "secrets/list")
    page = await browser.get("/activity")
    assert page.words.index("Decision: secrets/list") < page.words.index("Decision: secrets/get")
    assert "Denied 2" in page.words
    sequence = await stand.server.rooms.trail.last()
    assert f'href="/activity/{sequence}"' in page.text


async def test_filters_stay_in_the_form_and_narrow_the_list(stand: Stand, browser: Browser) -> None:
    await refuse(stand)
    site = await stand.site("web1")
    await refuse(stand, "secrets/set", workload=site["id"], object_id="other")
    denied = await browser.get("/activity?result=denied&kind=decision")
    assert "sites/write" not in denied.words
    assert '<option value="denied" selected>' in denied.text
    of_app = await browser.get("/activity?app=web1")
    assert "secrets/set" in of_app.words
    assert "secrets/get" not in of_app.words
    by_id = await browser.get("/activity?app=00000000-0000-4000-8000-000000000001")
    assert "secrets/get" in by_id.words
    assert "secrets/set" not in by_id.words
    past = await browser.get("/activity?to=2020-01-01T00:00")
    assert "Nothing fits" in past.words
    assert "Show everything" in past.words


async def test_what_is_not_there_is_named(browser: Browser) -> None:
    page = await browser.get("/activity?app=nobody")
    assert "There is no app 'nobody' that you may see." in page.words
    page = await browser.get("/activity?vault=nothing")
    assert "There is no vault 'nothing' that you may see." in page.words
    assert (await browser.get("/activity?before=x")).status == 404


async def test_a_vault_by_its_name(stand: Stand, browser: Browser) -> None:
    properties = {
        "tenantId": stand.place.tenant_id,
        "sku": {"family": "A", "name": "standard"},
        "accessPolicies": [],
    }
    await stand.site("web1")
    body = {"location": "westeurope", "properties": properties}
    await stand.arm("PUT", f"{stand.subscription}{VAULT}", body, version="2023-07-01")
    await refuse(stand)
    page = await browser.get("/activity?vault=contoso")
    assert "secrets/get" in page.words
    assert "sites/write" not in page.words


async def test_pages_lead_back_and_forth(stand: Stand, browser: Browser) -> None:
    for _ in range(listing.SIZE + 5):
        await refuse(stand)
    first = await browser.get("/activity?result=denied")
    assert first.text.count('<span class="badge bad">') == listing.SIZE
    older = first.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = await browser.get(older)
    assert second.text.count('<span class="badge bad">') == 5
    assert "Back to the beginning" in second.words
    assert "data-events" not in second.text


async def test_a_stranger_sees_nothing_and_a_reader_what_the_roles_show(stand: Stand) -> None:
    site = await stand.site("web1")
    await refuse(stand, workload=site["id"])
    await refuse(stand, "secrets/set")
    stranger = await stand.browser(await stand.user("stranger"))
    page = await stranger.get("/activity")
    assert page.status == 200
    assert "Nothing has happened yet" in page.words
    reader = await stand.browser(await stand.user("reader", "Reader", scope=site["id"]))
    page = await reader.get("/activity")
    assert "secrets/get" in page.words
    assert "secrets/set" not in page.words
    assert "Denied 2" not in page.words
    assert (await reader.get("/activity/numbers")).status == 403


async def test_what_comes_is_sent_as_it_comes(stand: Stand, browser: Browser) -> None:
    """Until the stream is closed; ids let a browser go on where it was."""
    last = await stand.server.rooms.trail.last()
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    asked = scope(
        "GET",
        f"/activity/events?result=denied&after={last}",
        host="localhost:8140",
        headers=[(b"cookie", cookie.encode())],
    )
    pieces: asyncio.Queue[bytes] = asyncio.Queue()
    gone = asyncio.Event()

    async def receive() -> dict[str, object]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.body":
            pieces.put_nowait(bytes(message["body"]))  # type: ignore[call-overload] # bytes

    streaming = asyncio.ensure_future(stand.app(asked, receive, send))
    assert await pieces.get() == b"retry: 1000\n\n"
    await refuse(stand, "secrets/purge")
    piece = await pieces.get()
    number, data = piece.decode().strip().splitlines()
    assert number.removeprefix("id: ").isdecimal()
    (row,) = orjson.loads(data.removeprefix("data: "))
    assert (row["action"], row["outcome"], row["tone"]) == ("secrets/purge", "denied", "bad")
    gone.set()
    streaming.cancel()
    await asyncio.gather(streaming, return_exceptions=True)

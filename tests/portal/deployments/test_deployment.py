"""A deployment's page: states, what it gave, why it failed; its events; forgetting it."""

from typing import Any

from nameplate.portal.api import Fields, Reply
from nameplate.portal.application import build
from nameplate.portal.deployments.deployment import read_deployment
from tests.portal.deployments.templates import fill, identity, template, upload
from tests.portal.deployments.test_starting import ended
from tests.portal.portals import Browser, Stand

PATH = "/deployments/local/main"


async def _deployed(stand: Stand, browser: Browser, text: str) -> None:
    await stand.site("web1")
    await upload(browser, text)
    page = await fill(browser, "deploy")
    assert page.path == PATH, page.words
    await ended(browser, PATH)


async def test_outputs_and_the_graph(stand: Stand, browser: Browser) -> None:
    second = identity("second", dependsOn=["first"])
    outputs = {"word": {"type": "string", "value": "done <b>"}}
    await _deployed(stand, browser, template(identity("first"), second, outputs=outputs))
    page = await browser.get(PATH)
    assert "word String done <b>" in page.words
    assert page.text.count('class="node good"') == 2
    assert '<path d="M' in page.text


async def test_why_it_failed(stand: Stand, browser: Browser) -> None:
    site = {
        "type": "Microsoft.Web/sites",
        "apiVersion": "2023-12-01",
        "name": "web2",
        "location": "westeurope",
        "properties": {"serverFarmId": "[resourceId('Microsoft.Web/serverfarms', 'nobody')]"},
    }
    await _deployed(stand, browser, template(identity("first"), site))
    page = await browser.get(PATH)
    if "State Failed" in page.words:
        assert "Why it failed" in page.words


async def test_events_tell_the_end(stand: Stand, browser: Browser) -> None:
    await _deployed(stand, browser, template(identity("first")))
    page = await browser.get(f"{PATH}/events")
    assert page.headers["content-type"].startswith("text/event-stream")
    assert '"state":"Succeeded"' in page.text
    assert "event: over" in page.text


class Ending:
    """An ``Api`` in which a deployment still runs, and whose tokens are soon taken no more."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._asked = 0

    async def send(self, method: str, url: str, headers: Fields = (), body: bytes = b"") -> Reply:
        reply: Reply = await self._inner.send(method, url, headers, body)
        if "/deployments/main" not in url:
            return reply
        self._asked += 1
        running = reply.body.replace(b'"Succeeded"', b'"Running"')
        return Reply(200 if self._asked <= 2 else 401, reply.headers, running)

    def stream(self, url: str, headers: Fields = ()) -> Any:
        return self._inner.stream(url, headers)


async def test_events_end_with_whoever_is_signed_in(stand: Stand, browser: Browser) -> None:
    await _deployed(stand, browser, template(identity("first")))
    stand.app = build(Ending(stand.api), stand.place, stand.clock)
    page = await (await stand.browser()).get(f"{PATH}/events")
    assert '"state":"Running"' in page.text
    assert page.text.endswith("event: over\ndata: \n\n")


async def test_it_is_forgotten(stand: Stand, browser: Browser) -> None:
    await _deployed(stand, browser, template(identity("first")))
    page = await browser.post(PATH, {"action": "delete"})
    assert "gone from the history" in page.words
    assert (await browser.get(PATH)).status == 404
    assert (await browser.post(PATH, {"action": "else"}, opened=False)).status == 404


def test_sentences_of_an_error_and_of_its_details() -> None:
    error = {
        "code": "DeploymentFailed",
        "message": "At least one failed.",
        "details": [
            {"message": "The vault is taken.", "details": [{"message": "Choose another."}]}
        ],
    }
    properties = {"provisioningState": "Failed", "error": error, "duration": "PT61.5S"}
    shown = read_deployment({"id": "/x", "name": "main", "properties": properties}, [])
    assert shown.problems == ("At least one failed.", "The vault is taken.", "Choose another.")
    assert shown.duration == "1 min 1 s"
    assert shown.ended

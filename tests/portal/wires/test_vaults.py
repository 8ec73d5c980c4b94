"""A vault, as the pages call it."""

from urllib.parse import parse_qs, urlsplit

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.portal.wires.vaults import VERSION, Vaults
from tests.fakes.portal_api import FakeApi, reply
from tests.portal.wires.callers import caller

TOKEN = reply({"access_token": "access", "refresh_token": "r", "expires_in": 3600})
URI = "https://contoso.vault.test/"


async def test_every_way_to_ask() -> None:
    link = f"{URI}secrets?$skiptoken=abc"
    api = FakeApi([TOKEN, reply({"value": [{"id": "x"}], "nextLink": link}), reply(None, 204)])
    vaults = Vaults(caller(api), AZURE_PUBLIC)
    page = await vaults.page(URI, "/secrets", size=2, after="t")
    assert (page.items, page.after) == (({"id": "x"},), "abc")
    assert await vaults.get(URI, "/secrets/a b") == {}
    await vaults.put(URI, "/secrets/a", {"value": "x"})
    await vaults.patch(URI, "/secrets/a", {"attributes": {}})
    await vaults.post(URI, "/deletedsecrets/a/recover")
    await vaults.delete(URI, "/secrets/a")
    first = urlsplit(api.asked[1].url)
    assert (first.netloc, first.path) == ("contoso.vault.test", "/secrets")
    asked = parse_qs(first.query)
    assert asked == {"api-version": [VERSION], "maxresults": ["2"], "$skiptoken": ["t"]}
    assert urlsplit(api.asked[2].url).path == "/secrets/a%20b"
    assert [each.method for each in api.asked[2:]] == ["GET", "PUT", "PATCH", "POST", "DELETE"]
    assert parse_qs(api.asked[0].body.decode())["scope"][0].startswith(AZURE_PUBLIC.vault_audience)

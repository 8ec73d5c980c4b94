"""The operator's API, as the pages call it."""

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.portal.wires.admin import Admin
from tests.fakes.portal_api import FakeApi, reply
from tests.portal.wires.callers import caller

TOKEN = reply({"access_token": "access", "refresh_token": "r", "expires_in": 3600})


async def test_reads_and_does() -> None:
    api = FakeApi([TOKEN, reply({"value": []})])
    admin = Admin(caller(api), AZURE_PUBLIC)
    assert await admin.get("/audit", after="0", limit="5") == {"value": []}
    assert await admin.post("/keys/rotate") == {"value": []}
    base = f"https://{AZURE_PUBLIC.admin_host}"
    assert [each.url for each in api.asked[1:]] == [
        f"{base}/audit?after=0&limit=5",
        f"{base}/keys/rotate",
    ]

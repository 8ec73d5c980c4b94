"""Status and trust: what the server collects, as it is."""

from collections.abc import Mapping
from typing import Any

from nameplate.admin.status import StatusApi
from tests.admin.desk import Desk, read


async def test_facts_are_answered_as_collected() -> None:
    async def status() -> Mapping[str, Any]:
        return {"pid": 1}

    async def trust() -> Mapping[str, Any]:
        return {"rootsPem": "-----BEGIN CERTIFICATE-----"}

    desk = Desk(*StatusApi(status, trust).routes())
    assert read(await desk.send("GET", "/status")) == {"pid": 1}
    assert read(await desk.send("GET", "/trust"))["rootsPem"].startswith("-----BEGIN")

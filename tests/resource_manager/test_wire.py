"""The wire: api-versions, bodies, and Microsoft.Web's own errors."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.providers.stand import GROUP, SITE, SUB, Stand


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("", 400, "MissingApiVersionParameter"),
        ("api-version=", 400, "MissingApiVersionParameter"),
        ("api-version=latest", 400, "InvalidApiVersionParameter"),
        ("api-version=2021-04-01%0a", 400, "InvalidApiVersionParameter"),
        ("api-version=1999-01-01", 200, ""),
        ("API-Version=2099-12-31-preview", 200, ""),
    ],
)
async def test_any_date_is_a_version(stand: Stand, query: str, status: int, code: str) -> None:
    found = await stand.get(GROUP, query=query)
    assert found.status == status
    assert not code or found.error == code


async def test_who_asks_comes_before_what(stand: Stand) -> None:
    stand.doorkeeper.principal = None
    assert (await stand.get("/nowhere", query="")).status == 401


async def test_malformed_json_says_where(stand: Stand) -> None:
    found = await stand.put(GROUP, b'{"location": }')
    assert (found.status, found.error) == (400, "InvalidRequestContent")
    assert "line 1 column" in found.body["error"]["message"]


async def test_microsoft_web_refuses_in_its_own_shape(stand: Stand) -> None:
    await stand.put(SITE, {"location": "westeurope"})
    found = await stand.put(f"{SITE}/config/appsettings", {"properties": {"A": {}}})
    assert (found.status, found.body["Code"]) == (400, "BadRequest")


async def test_other_methods_are_refused(stand: Stand) -> None:
    found = await stand.send("TRACE", GROUP)
    assert (found.status, found.error) == (405, "MethodNotAllowed")


@given(path=st.text(max_size=80), method=st.sampled_from(["GET", "PUT", "DELETE", "POST", "PATCH"]))
@settings(max_examples=60, deadline=None)
async def test_no_path_breaks_the_wire(path: str, method: str) -> None:
    stand = await Stand().with_group()
    for tried in (f"/{path}", f"{SUB}/{path}", f"{GROUP}/providers/Microsoft.Web/{path}"):
        assert (await stand.send(method, tried, {})).status < 500

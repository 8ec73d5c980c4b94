"""Functions and keys by ARM: what the app's own host says, and keeps."""

import pytest

from tests.conformance.providers import SITE_BODY
from tests.fakes.function_hosts import FakeFunctionHost
from tests.providers.stand import SITE, SLOT, Stand

FUNCTION = f"{SITE}/functions/hello"
HOST = f"{SITE}/host/default"


@pytest.fixture
async def site(stand: Stand) -> Stand:
    """The same, with a site and a slot, whose host answers."""
    await stand.put(SITE, SITE_BODY)
    await stand.put(SLOT, {"location": "westeurope"})
    return stand


@pytest.fixture
def host(site: Stand) -> FakeFunctionHost:
    return site.app_host


async def test_all_keys_at_once(site: Stand) -> None:
    for path in (SITE, SLOT):
        found = await site.send("POST", f"{path}/host/default/listkeys")

        assert (found.status, found.body) == (
            200,
            {"masterKey": "master", "functionKeys": {"default": "host"}, "systemKeys": {}},
        )
    assert (await site.send("POST", f"{SITE}/host/other/listkeys")).status == 404
    assert (await site.send("POST", f"{HOST}/sync")).status == 204
    assert (await site.send("POST", f"{HOST}/listsyncstatus")).status == 200


async def test_keys_of_a_function(site: Stand) -> None:
    found = await site.send("POST", f"{FUNCTION}/listkeys")
    assert (found.status, found.body) == (200, {"default": "own"})

    found = await site.send("POST", f"{FUNCTION}/listsecrets")
    url = "https://web1.azurewebsites.net/api/hello?code=own"
    assert found.body == {"key": "own", "trigger_url": url}

    assert (await site.send("POST", f"{SITE}/functions/none/listkeys")).status == 404


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (f"{HOST}/functionKeys/team", "host/keys"),
        (f"{FUNCTION}/keys/team", "functions/hello/keys"),
    ],
)
async def test_a_key_is_set_and_deleted(
    site: Stand, host: FakeFunctionHost, path: str, place: str
) -> None:
    made = await site.put(path, {"properties": {"name": "team", "value": "chosen"}})
    changed = await site.put(path, {"name": "team", "value": "other"})  # as older SDKs write it
    fresh = await site.put(path, {"properties": {"name": "team", "value": None}})

    assert (made.status, made.body["properties"]) == (201, {"name": "team", "value": "chosen"})
    assert (changed.status, changed.body["properties"]["value"]) == (200, "other")
    assert fresh.body["properties"]["value"] == host.keys[place]["team"] == "made"
    assert (await site.delete(path)).status == 204
    assert (await site.delete(path)).status == 404
    assert "team" not in host.keys[place]


async def test_the_master_key_is_set_by_any_name(site: Stand, host: FakeFunctionHost) -> None:
    await site.put(f"{HOST}/masterKey/master", {"properties": {"value": "new"}})

    assert host.keys["host/systemkeys"] == {"_master": "new"}


async def test_functions_are_listed(site: Stand) -> None:
    listed = (await site.get(f"{SITE}/functions")).body["value"]
    shown = (await site.get(FUNCTION)).body

    assert [each["name"] for each in listed] == ["web1/hello"]
    assert shown["properties"]["invoke_url_template"] == "https://web1.azurewebsites.net/api/hello"
    assert shown["properties"]["language"] == "python"
    assert (await site.get(f"{SITE}/functions/none")).status == 404


async def test_a_host_that_does_not_run_says_so(site: Stand, host: FakeFunctionHost) -> None:
    host.silent = "the app does not run (Stopped)"

    found = await site.send("POST", f"{HOST}/listkeys")

    assert (found.status, found.error) == (400, "BadRequest")
    assert "(ServiceUnavailable) from host runtime. The app does not run (Stopped)." in str(
        found.body
    )


@pytest.mark.parametrize(("status", "word"), [(400, "BadRequest"), (500, "InternalServerError")])
async def test_what_a_host_refuses_is_refused(
    site: Stand, host: FakeFunctionHost, status: int, word: str
) -> None:
    host.broken = status

    found = await site.put(f"{HOST}/functionKeys/_x", {"properties": {"value": "a"}})

    assert found.status == 400
    assert f"({word}) from host runtime. A key's name is letters." in str(found.body)


async def test_without_a_site_there_is_nothing(stand: Stand) -> None:
    assert (await stand.send("POST", f"{HOST}/listkeys")).status == 404
    assert (await stand.get(f"{SITE}/functions")).status == 404


@pytest.mark.parametrize("nonsense", [None, "text", 7, [1], {"keys": 1}, {"keys": [{"name": 1}]}])
async def test_what_no_host_says_is_a_refusal(
    site: Stand, host: FakeFunctionHost, nonsense: object
) -> None:
    host.nonsense = [nonsense]
    asked = [
        await site.send("POST", f"{HOST}/listkeys"),
        await site.send("POST", f"{FUNCTION}/listkeys"),
        await site.put(f"{HOST}/functionKeys/team", {"properties": {"value": "x"}}),
    ]
    if not isinstance(nonsense, dict):
        asked += [await site.get(FUNCTION), await site.get(f"{SITE}/functions")]

    for reply in asked:
        assert reply.status == 400, reply.body
        assert "host runtime" in str(reply.body)

"""Lists show what their caller may read, as in Azure; who has no role there is refused."""

import pytest

from tests.conformance.providers import SITE_BODY
from tests.providers.rbac import READER, enroll, give
from tests.providers.stand import GROUP, IDENTITY, SITE, STRANGER, SUB, Stand

OTHER = f"{SUB}/resourceGroups/other"
SITES = f"{SUB}/providers/Microsoft.Web/sites"


@pytest.fixture
async def partly(stand: Stand) -> Stand:
    """Two groups, each with a site; a stranger, who has no role yet."""
    await stand.put(OTHER, {"location": "westeurope"})
    await stand.put(SITE, SITE_BODY)
    await stand.put(SITE.replace("/local/", "/other/").replace("web1", "web2"), SITE_BODY)
    await stand.put(IDENTITY, {"location": "westeurope"})
    await enroll(stand)
    return stand


async def names(stand: Stand, path: str, query: str = "") -> list[str]:
    found = await stand.get(path, query=f"api-version=2021-04-01{query}")
    assert found.status == 200, found.body
    return [each["name"] for each in found.body["value"]]


async def as_stranger(stand: Stand, scope: str, role: str = READER) -> None:
    assert (await give(stand, role, scope)).status == 201
    stand.doorkeeper.principal = STRANGER


async def test_a_reader_of_one_group_sees_it_and_what_is_in_it(partly: Stand) -> None:
    await as_stranger(partly, GROUP)

    assert await names(partly, f"{SUB}/resourceGroups") == ["local"]
    assert await names(partly, f"{SUB}/resources") == ["deployer", "web1"]
    assert await names(partly, SITES) == ["web1"]
    assert await names(partly, f"{GROUP}/resources") == ["deployer", "web1"]


async def test_a_reader_of_one_resource_sees_its_group_and_nothing_beside_it(partly: Stand) -> None:
    await as_stranger(partly, SITE)

    assert await names(partly, f"{SUB}/resourceGroups") == ["local"]
    assert await names(partly, f"{SUB}/resources") == ["web1"]
    assert await names(partly, f"{GROUP}/resources") == ["web1"]
    assert await names(partly, SITES) == ["web1"]
    assert (await partly.get(GROUP)).status == 403
    assert (await partly.get(f"{OTHER}/resources")).status == 403


async def test_a_reader_of_the_subscription_sees_everything(partly: Stand) -> None:
    await as_stranger(partly, SUB)

    assert await names(partly, f"{SUB}/resourceGroups") == ["local", "other"]
    assert await names(partly, f"{SUB}/resources") == ["deployer", "web1", "web2"]
    assert await names(partly, SITES) == ["web1", "web2"]


@pytest.mark.parametrize(
    "path", [f"{SUB}/resourceGroups", f"{SUB}/resources", f"{GROUP}/resources", SITES]
)
async def test_who_has_no_role_there_is_refused(partly: Stand, path: str) -> None:
    partly.doorkeeper.principal = STRANGER

    found = await partly.get(path)

    assert (found.status, found.error) == (403, "AuthorizationFailed")


async def test_a_list_in_a_group_wants_a_right_there(partly: Stand) -> None:
    await as_stranger(partly, SITE)

    found = await partly.get(f"{GROUP}/providers/Microsoft.Web/sites")

    assert (found.status, found.error) == (403, "AuthorizationFailed")


async def test_a_custom_role_shows_what_it_is_about(partly: Stand) -> None:
    role = "77777777-0000-0000-0000-000000000001"
    body = {
        "roleName": "sites only",
        "assignableScopes": [SUB],
        "permissions": [{"actions": ["Microsoft.Web/sites/read"]}],
    }
    path = f"{SUB}/providers/Microsoft.Authorization/roleDefinitions/{role}"
    await partly.put(path, {"properties": body}, query="api-version=2022-04-01")
    await as_stranger(partly, SUB, role)

    assert await names(partly, f"{SUB}/resources") == ["web1", "web2"]


async def test_pages_are_full_of_what_is_seen(partly: Stand) -> None:
    await as_stranger(partly, OTHER)

    found = await partly.get(f"{SUB}/resourceGroups", query="api-version=2021-04-01&$top=1")

    assert [each["name"] for each in found.body["value"]] == ["other"]
    assert "nextLink" not in found.body


async def test_the_next_page_goes_on_after_the_last_one_that_was_seen(partly: Stand) -> None:
    for name in ("web0", "web9"):
        await partly.put(SITE.replace("web1", name), SITE_BODY)
    await as_stranger(partly, GROUP)
    seen, query = [], "&$top=1"
    while query:
        found = await partly.get(SITES, query=f"api-version=2021-04-01{query}")
        seen += [each["name"] for each in found.body["value"]]
        link = found.body.get("nextLink")
        query = f"&{link.partition('?')[2].partition('&')[2]}".replace("%24", "$") if link else ""
    assert seen == ["web0", "web1", "web9"]

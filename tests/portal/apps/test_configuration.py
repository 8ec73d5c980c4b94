"""*Configuration*: values on request, two people at once, references and what sticks."""

from nameplate.portal.api import Fields, Reply
from nameplate.portal.application import build
from tests.portal.portals import Browser, Stand

PATH = "/apps/local/web1/configuration"
VERSION = "2024-11-01"


async def with_settings(stand: Stand, **settings: str) -> str:
    """An app with settings; its id."""
    site = await stand.site("web1", identity={"type": "SystemAssigned"})
    path = f"{site['id']}/config/appsettings"
    await stand.arm("PUT", path, {"properties": settings}, version=VERSION)
    return str(site["id"])


async def held(stand: Stand, site: str) -> dict[str, str]:
    """The settings that ARM has."""
    path = f"{site}/config/appsettings/list"
    values: dict[str, str] = (await stand.arm("POST", path, version=VERSION)).json()["properties"]
    return values


async def test_values_are_hidden_until_one_is_asked_for(stand: Stand, browser: Browser) -> None:
    await with_settings(stand, LEVEL="debug-value", OTHER="other-value")
    page = await browser.get(PATH)
    assert "LEVEL" in page.words
    assert "debug-value" not in page.text
    page = await browser.post(PATH, {"action": "show", "name": "LEVEL"})
    assert page.status == 200
    assert "debug-value" in page.text
    assert "other-value" not in page.text


async def test_a_setting_is_added_and_sticks(stand: Stand, browser: Browser) -> None:
    site = await with_settings(stand, LEVEL="debug")
    fields = {"action": "set", "name": "SIZE", "value": " 2 lines\r\nlong ", "sticky": "yes"}
    page = await browser.post(PATH, fields)
    assert "SIZE was saved" in page.words
    assert "stays with its slot" in page.words
    assert await held(stand, site) == {"LEVEL": "debug", "SIZE": " 2 lines\nlong "}


async def test_a_setting_is_changed_and_deleted(stand: Stand, browser: Browser) -> None:
    site = await with_settings(stand, LEVEL="debug", SIZE="1")
    await browser.post(PATH, {"action": "show", "name": "LEVEL"})
    page = await browser.post(
        PATH, {"action": "set", "name": "LEVEL", "value": "info"}, opened=False
    )
    assert "LEVEL was saved" in page.words
    page = await browser.post(PATH, {"action": "delete", "name": "SIZE"})
    assert "SIZE was deleted" in page.words
    assert await held(stand, site) == {"LEVEL": "info"}


async def test_what_another_changed_is_not_overwritten(stand: Stand, browser: Browser) -> None:
    site = await with_settings(stand, LEVEL="debug")
    await browser.post(PATH, {"action": "show", "name": "LEVEL"})
    await with_settings(stand, LEVEL="warning")
    page = await browser.post(
        PATH, {"action": "set", "name": "LEVEL", "value": "info"}, opened=False
    )
    assert page.status == 409
    assert "Somebody else changed this setting" in page.words
    assert await held(stand, site) == {"LEVEL": "warning"}


async def test_a_new_name_that_is_taken_is_no_new_name(stand: Stand, browser: Browser) -> None:
    site = await with_settings(stand, LEVEL="debug")
    page = await browser.post(PATH, {"action": "set", "name": "LEVEL", "value": "info"})
    assert page.status == 409
    assert await held(stand, site) == {"LEVEL": "debug"}


async def test_a_reference_shows_its_state_and_not_its_secret(
    stand: Stand, browser: Browser
) -> None:
    reference = "@Microsoft.KeyVault(VaultName=nowhere;SecretName=db-password)"
    await with_settings(stand, PASSWORD=reference)
    page = await browser.get(PATH)
    assert "Key Vault: VaultNotFound" in page.words
    assert "There is no vault 'nowhere' here" in page.words


async def test_a_nameless_setting(stand: Stand, browser: Browser) -> None:
    await with_settings(stand)
    page = await browser.post(PATH, {"action": "set", "name": " ", "value": "kept as typed"})
    assert page.status == 422
    assert "A setting has a name" in page.words
    assert "kept as typed" in page.text


async def test_a_reader_sees_none(stand: Stand) -> None:
    await with_settings(stand, LEVEL="debug")
    browser = await stand.browser(await stand.user("reader", "Reader"))
    page = await browser.get(PATH)
    assert "Your roles do not show you the settings" in page.words
    assert "LEVEL" not in page.text
    page = await browser.post(PATH, {"action": "show", "name": "LEVEL"})
    assert page.status == 403


async def test_of_what_is_not_there(stand: Stand, browser: Browser) -> None:
    await with_settings(stand)
    assert (await browser.post(PATH, {"action": "show", "name": "NONE"})).status == 404
    assert (await browser.post(PATH, {"action": "explode"})).status == 404


async def test_many_settings_have_pages(stand: Stand, browser: Browser) -> None:
    await with_settings(stand, **{f"NAME{number:02d}": "x" for number in range(27)})
    page = await browser.get(PATH)
    assert "NAME24" in page.words
    assert "NAME25" not in page.words
    page = await browser.get(f"{PATH}?after=NAME24")
    assert "NAME25" in page.words
    assert "Back to the beginning" in page.words


class Between:
    """An ``Api`` in which somebody else lets a name stay, just after one has looked which do."""

    def __init__(self, stand: Stand, path: str) -> None:
        self._stand = stand
        self._path = path
        self._once = False
        self.stream = stand.api.stream

    async def send(self, method: str, url: str, headers: Fields = (), body: bytes = b"") -> Reply:
        reply = await self._stand.api.send(method, url, headers, body)
        if method == "PUT" and "/config/appsettings?" in url:
            self._once = True
        if method == "GET" and "/slotConfigNames?" in url and self._once:
            self._once = False
            names = {"properties": {"appSettingNames": ["THEIRS"]}}
            await self._stand.arm("PUT", self._path, names, version=VERSION)
        return reply


async def test_what_another_lets_stay_at_the_same_moment_stays(stand: Stand) -> None:
    site = await with_settings(stand, MINE="1", THEIRS="2")
    names = f"{site}/config/slotConfigNames"
    stand.app = build(Between(stand, names), stand.place, stand.clock)
    browser = await stand.browser()
    await browser.post(PATH, {"action": "show", "name": "MINE"})
    fields = {"action": "set", "name": "MINE", "value": "1", "sticky": "yes"}
    page = await browser.post(PATH, fields, opened=False)
    assert "MINE was saved" in page.words
    held = (await stand.arm("GET", names, version=VERSION)).json()["properties"]
    assert sorted(held["appSettingNames"]) == ["MINE", "THEIRS"]

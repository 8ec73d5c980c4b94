"""The authorization endpoint: what it shows, and whom it tells what is wrong."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nameplate.directory.records import Application, ApplicationSettings
from tests.authority.browser import ASKED, CHALLENGE, REDIRECT, Browser
from tests.authority.world import CLOUD, TENANT, World

SHOP = "https://shop.example/callback"


async def shop(world: World, **settings: object) -> Application:
    """A web application of the tenant."""
    said = ApplicationSettings(web_redirect_uris=(SHOP,), **settings)  # type: ignore[arg-type]  # a test's
    work = world.begin()
    made = world.directory.register_application(work, "<b>Shop</b>", settings=said)
    world.directory.instantiate_application(work, made)
    await work.commit()
    return made


async def test_a_page_of_our_own_under_a_strict_policy(world: World) -> None:
    page = await Browser(world).begin(login_hint='ann"><script>', domain_hint="contoso.example")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert f"form-action 'self' {REDIRECT}" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["x-frame-options"] == "DENY"
    assert "no-store" in page.headers["cache-control"]
    assert "Microsoft Azure CLI" in page.text
    assert 'value="ann&quot;&gt;&lt;script&gt;"' in page.text
    assert "<script>" not in page.text
    assert not re.findall(r'(?:src|href)="', page.text)
    cookie = page.headers["set-cookie"]
    assert re.fullmatch(
        r"__Host-nameplate-browser=[\w-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax", cookie
    )


async def test_a_browser_keeps_its_cookie(world: World) -> None:
    browser = Browser(world)
    await browser.begin()
    first = browser.cookie
    await browser.begin()
    assert browser.cookie == first
    browser.cookie = "__Host-nameplate-browser=short"
    await browser.begin()
    assert browser.cookie not in (first, "__Host-nameplate-browser=short")


@pytest.mark.parametrize("uri", ["http://localhost", "http://localhost:1/", "http://localhost:99"])
async def test_loopback_with_any_port(world: World, uri: str) -> None:
    assert (await Browser(world).begin(redirect_uri=uri)).status == 200


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"client_id": None}, 900144),
        ({"client_id": "11111111-1111-1111-1111-111111111111"}, 700016),
        ({"redirect_uri": None}, 50011),
        ({"redirect_uri": "https://evil.example"}, 50011),
        ({"redirect_uri": "http://localhost:1@evil.example"}, 50011),
        ({"redirect_uri": "http://localhost.evil.example:1"}, 50011),
        ({"redirect_uri": "http://localhost:1/other"}, 50011),
        ({"redirect_uri": "http://localhost:1#x"}, 50011),
        ({"redirect_uri": "https://localhost:1"}, 50011),
        ({"redirect_uri": "http://127.0.0.1:1"}, 50011),
        ({"state": "x" * 5000}, 90013),
    ],
)
async def test_what_is_wrong_with_the_client_is_told_the_person(
    world: World, changes: dict[str, str | None], number: int
) -> None:
    page = await Browser(world).begin(**changes)
    assert page.status == 400
    assert f"AADSTS{number}:" in page.text
    assert "location" not in page.headers
    assert "form" not in page.text


@pytest.mark.parametrize(
    ("changes", "error", "number"),
    [
        ({"response_type": None}, "invalid_request", 900144),
        ({"response_type": "token"}, "unsupported_response_type", 700051),
        ({"response_type": "code id_token"}, "unsupported_response_type", 700054),
        ({"response_mode": "smoke"}, "unsupported_response_mode", 70007),
        ({"prompt": "none"}, "login_required", 50058),
        ({"prompt": "none login"}, "invalid_request", 90023),
        ({"prompt": "dance"}, "invalid_request", 90023),
        ({"code_challenge": None}, "invalid_request", 50147),
        ({"code_challenge": "short"}, "invalid_request", 501491),
        ({"code_challenge_method": "plain"}, "invalid_request", 501491),
        ({"code_challenge_method": None}, "invalid_request", 501491),
        ({"scope": None}, "invalid_request", 90014),
        ({"scope": "api://nothing/.default"}, "invalid_resource", 500011),
    ],
)
async def test_what_else_is_wrong_is_told_the_client(
    world: World, changes: dict[str, str | None], error: str, number: int
) -> None:
    page = await Browser(world).begin(**changes)
    assert page.status == 302
    assert page.headers["location"].startswith(f"{REDIRECT}?error=")
    sent = page.sent
    assert (sent["error"], sent["state"]) == (error, ASKED["state"])
    assert sent["error_description"].startswith(f"AADSTS{number}: ")
    assert sent["error_uri"] == f"{CLOUD.authority}/error?code={number}"


@pytest.mark.parametrize("prompt", ["login", "select_account", "consent", "login consent"])
async def test_a_person_is_asked_whatever_the_prompt(world: World, prompt: str) -> None:
    assert (await Browser(world).begin(prompt=prompt)).status == 200


async def test_nothing_is_said_twice(world: World) -> None:
    browser = Browser(world)
    path = f"/{TENANT.tenant_id}/oauth2/v2.0/authorize"
    page = await browser.send("GET", path, query="client_id=a&client_id=b")
    assert "AADSTS9000411:" in page.text


async def test_a_client_may_send_a_form(world: World) -> None:
    browser = Browser(world)
    body = f"client_id={ASKED['client_id']}&redirect_uri={REDIRECT}".encode()
    path = f"/{TENANT.tenant_id}/oauth2/v2.0/authorize"
    page = await browser.send("POST", path, body=body)
    assert (page.status, page.sent["error"]) == (303, "invalid_request")


async def test_version_one_is_asked_with_a_resource(world: World) -> None:
    browser = Browser(world)
    changes = {"scope": None, "resource": "https://vault.azure.net"}
    assert (await browser.begin(version="", **changes)).status == 200
    missing = await browser.begin(version="", scope=None)
    assert missing.sent["error_description"].startswith("AADSTS900144: ")


async def test_a_web_application_needs_no_challenge_and_one_redirect_uri(world: World) -> None:
    made = await shop(world)
    client = {"client_id": made.app_id, "code_challenge": None, "code_challenge_method": None}
    page = await Browser(world).begin(**client, redirect_uri=None)
    assert "&lt;b&gt;Shop&lt;/b&gt;" in page.text
    assert "form-action 'self' https://shop.example;" in page.headers["content-security-policy"]
    wrong = await Browser(world).begin(**client, redirect_uri=f"{SHOP}/")
    assert "AADSTS50011" in wrong.text
    other = await Browser(world).begin(**client, redirect_uri="https://shop.example:444/callback")
    assert "AADSTS50011" in other.text


async def test_an_unknown_tenant(world: World) -> None:
    page = await Browser(world).send("GET", "/other.example/oauth2/v2.0/authorize")
    assert "AADSTS90002" in page.text


async def test_where_clients_without_a_port_end(world: World) -> None:
    page = await Browser(world).send("GET", "/common/oauth2/nativeclient")
    assert (page.status, "close this window" in page.text) == (200, True)


@given(
    st.dictionaries(
        st.sampled_from(sorted((*ASKED, "prompt", "response_mode", "login_hint"))),
        st.text(max_size=20) | st.sampled_from(("none", "form_post", "fragment", CHALLENGE)),
        max_size=4,
    )
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_parameters_are_answered_and_go_nowhere_else(
    world: World, changes: dict[str, str]
) -> None:
    """A page, or a redirect to where the client takes its answers."""
    page = await Browser(world).begin(**changes)
    assert page.status in (200, 302, 400)
    if page.status == 302:
        assert page.headers["location"].startswith((f"{REDIRECT}?", f"{REDIRECT}#"))

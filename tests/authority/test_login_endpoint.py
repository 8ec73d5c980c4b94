"""The page of a sign-in: a password, the operator's code, and nobody else's forms."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from nameplate.directory.app_roles import DEFAULT_ACCESS
from nameplate.directory.records import MemberType, User
from tests.authority.browser import ASKED, REDIRECT, Browser, Page
from tests.authority.test_authorize_endpoint import SHOP, shop
from tests.authority.world import PASSWORD, World


@pytest.fixture
async def ann(world: World) -> User:
    return await world.person()


async def test_the_right_password_sends_the_browser_on_with_a_code(world: World, ann: User) -> None:
    browser = Browser(world)
    page = await browser.post(await browser.begin())
    assert (page.status, page.text) == (303, "")
    assert page.headers["location"].startswith(f"{REDIRECT}?code=")
    assert list(page.sent) == ["code", "state", "session_state"]
    assert page.sent["state"] == ASKED["state"]
    assert page.headers["referrer-policy"] == "no-referrer"
    (event,) = world.trail.events
    assert (event.kind, event.action, event.outcome) == ("sign-in", "signIn", "allowed")
    assert event.object_id == ann.object_id
    for secret in (PASSWORD, page.sent["code"], browser.cookie):
        assert secret not in str(world.trail.events)


@pytest.mark.parametrize(
    ("fields", "number"),
    [
        ({"password": "wrong-Horse-1"}, 50126),
        ({"username": "nobody@contoso.example"}, 50034),
        ({"username": "x" * 500}, 50034),
        ({"password": ""}, 50126),
    ],
)
async def test_a_wrong_one_is_said_on_the_page_which_can_be_tried_again(
    world: World, ann: User, fields: dict[str, str], number: int
) -> None:
    browser = Browser(world)
    begun = await browser.begin()
    page = await browser.post(begun, **fields)
    assert page.status == 200
    assert f"(AADSTS{number})" in page.text
    assert "wrong-Horse-1" not in page.text + str(world.trail.events)
    told = world.trail.events[-1]
    assert (told.outcome, told.reason) == ("denied", f"the sign-in was refused: AADSTS{number}")
    assert told.object_id == (None if "username" in fields else ann.object_id)
    assert fields.get("username", "no such text") not in str(told)
    assert (await browser.post(page)).status == 303


async def test_guesses_lock_the_account(world: World, ann: User) -> None:
    browser = Browser(world)
    page = await browser.begin()
    for _ in range(10):
        page = await browser.post(page, password="wrong")
    assert "(AADSTS50053)" in (await browser.post(page)).text


async def test_the_name_that_was_tried_is_shown_again(world: World, ann: User) -> None:
    browser = Browser(world)
    page = await browser.post(await browser.begin(), username='"><b>', password="x")
    assert 'value="&quot;&gt;&lt;b&gt;"' in page.text


async def lost(page: Page) -> bool:
    return page.status == 400 and "AADSTS165000" in page.text


async def test_a_page_is_good_once_and_for_one_browser_and_not_for_ever(
    world: World, ann: User
) -> None:
    browser = Browser(world)
    begun = await browser.begin()
    stranger = Browser(world)
    assert await lost(await stranger.post(begun))
    await stranger.begin()
    assert await lost(await stranger.post(begun))
    assert (await browser.post(begun)).status == 303
    assert await lost(await browser.post(begun))

    late = await browser.begin()
    world.clock.advance(900)
    assert await lost(await browser.post(late))


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
    ],
)
async def test_a_form_of_another_site_is_refused(
    world: World, ann: User, headers: dict[str, str]
) -> None:
    browser = Browser(world)
    begun = await browser.begin()
    browser.headers = headers
    assert await lost(await browser.post(begun))
    browser.headers = {
        "origin": "https://login.microsoftonline.com",
        "sec-fetch-site": "same-origin",
    }
    assert (await browser.post(begun)).status == 303


async def test_nothing_of_a_form_counts_without_its_flow(world: World, ann: User) -> None:
    browser = Browser(world)
    page = await browser.begin()
    assert await lost(await browser.post(page, flow="guess"))
    unknown = await browser.send("POST", "/other.example/login", body=b"flow=x")
    assert "AADSTS90002" in unknown.text


async def test_a_person_may_say_no(world: World, ann: User) -> None:
    browser = Browser(world)
    begun = await browser.begin()
    page = await browser.post(begun, action="cancel")
    assert (page.status, page.sent["error"]) == (303, "access_denied")
    assert page.sent["error_description"].startswith("AADSTS65004: ")
    assert await lost(await browser.post(begun))


async def test_the_answer_may_be_a_fragment_or_a_form(world: World, ann: User) -> None:
    browser = Browser(world)
    page = await browser.post(await browser.begin(response_mode="fragment"))
    where = urlsplit(page.headers["location"])
    assert (where.query, dict(parse_qsl(where.fragment))["state"]) == ("", ASKED["state"])

    page = await browser.post(await browser.begin(response_mode="form_post"))
    assert page.status == 200
    assert f'<form method="post" action="{REDIRECT}">' in page.text
    assert page.form["state"] == ASKED["state"]
    policy = page.headers["content-security-policy"]
    assert f"form-action {REDIRECT};" in policy
    assert "script-src 'sha256-" in policy
    refused = await browser.begin(response_mode="form_post", prompt="none")
    assert refused.form["error"] == "login_required"


async def test_the_operator_approves_a_code_elsewhere(world: World) -> None:
    operator, browser = await world.operator(), Browser(world)
    page = await browser.post(await browser.begin(), action="operator")
    (code,) = world.codes._codes
    assert f"nameplate account device-code approve --code {code}" in page.text
    waiting = await browser.post(page, action="operator")
    assert "not approved yet" in waiting.text
    assert code in waiting.text
    assert world.codes.approve(code, operator.object_id)
    assert (await browser.post(page, action="operator")).sent["code"]
    assert world.trail.events[-1].object_id == operator.object_id


async def test_the_operator_says_no_or_is_nobody_any_more(world: World) -> None:
    browser = Browser(world)
    page = await browser.post(await browser.begin(), action="operator")
    world.codes.decline(next(iter(world.codes._codes)))
    assert (await browser.post(page, action="operator")).sent["error"] == "access_denied"
    page = await browser.post(await browser.begin(), action="operator")
    world.codes.approve(next(iter(world.codes._codes)), "nobody")
    sent = (await browser.post(page, action="operator")).sent
    assert sent["error_description"].startswith("AADSTS50057: ")


async def test_who_is_not_assigned_gets_no_code(world: World, ann: User) -> None:
    made = await shop(world)
    principal = await world.directory.service_principal_of_app(made.app_id)
    assert principal is not None
    work = world.begin()
    world.directory.save_service_principal(work, replace(principal, assignment_required=True))
    await work.commit()
    browser = Browser(world)
    page = await browser.post(await browser.begin(client_id=made.app_id, redirect_uri=SHOP))
    assert (page.status, "AADSTS50105" in page.text) == (400, True)
    assert world.trail.events[-1].outcome == "denied"

    work = world.begin()
    world.directory.assign_app_role(
        work,
        principal_id=ann.object_id,
        principal_type=MemberType.USER,
        resource_id=principal.object_id,
        app_role_id=DEFAULT_ACCESS,
    )
    await work.commit()
    page = await browser.post(await browser.begin(client_id=made.app_id, redirect_uri=SHOP))
    assert page.status == 303

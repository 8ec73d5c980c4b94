"""What the list is narrowed to."""

from tests.portal.portals import Browser, Stand


async def test_what_is_no_choice_filters_nothing(browser: Browser) -> None:
    page = await browser.get("/activity?result=maybe&kind=x&from=yesterday")
    assert page.status == 200
    assert "Sign-in" in page.words


async def test_times_are_in_utc(browser: Browser) -> None:
    page = await browser.get("/activity?from=2020-01-01T00:00&to=2100-01-01T00:00:00")
    assert "Sign-in" in page.words
    assert 'value="2020-01-01T00:00"' in page.text


async def test_an_app_is_found_by_exactly_its_name(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    assert "There is no app" in (await browser.get("/activity?app=web")).words
    assert "There is no app" not in (await browser.get("/activity?app=WEB1")).words


async def test_of_many_that_have_the_name_in_theirs_one_has_it_alone(
    stand: Stand, browser: Browser
) -> None:
    for name in ("a-web1", "web1", "web10"):
        await stand.site(name)
    assert "There is no app" not in (await browser.get("/activity?app=web1")).words
    assert "There is no app" in (await browser.get("/activity?app=o'web1")).words

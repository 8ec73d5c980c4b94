"""Lists that are searched in the database."""

from nameplate.portal.searched import SIZE, named_like
from tests.portal.portals import Browser, Stand


def test_a_text_is_only_a_text_in_a_filter() -> None:
    wanted = named_like("Microsoft.Web/sites", "a', b")
    assert wanted == "resourceType eq 'Microsoft.Web/sites' and substringof('a'', b', name)"


async def test_a_search_goes_on_where_a_page_ends(stand: Stand, browser: Browser) -> None:
    for number in range(SIZE + 1):
        await stand.site(f"app{number:02d}")
    page = await browser.get("/apps?search=APP")
    assert f"app{SIZE:02d}" not in page.words
    following = page.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "search=APP" in following
    page = await browser.get(following)
    assert f"app{SIZE:02d}" in page.words
    assert "app00" not in page.words
    assert 'href="/apps?search=APP">Back to the beginning' in page.text


async def test_a_long_search_is_cut(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    page = await browser.get(f"/apps?search={'x' * 100}")
    assert f"Looked for {'x' * 60} ." in page.words

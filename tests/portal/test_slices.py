"""Long lists, a part at a time."""

import pytest

from tests.portal.portals import Stand
from tests.portal.vaults.standing import VAULT, policy, vault


def _many(stand: Stand) -> list[dict[str, object]]:
    return [
        policy(stand, f"11111111-2222-3333-4444-{number:012}", ["get"]) for number in range(120)
    ]


async def test_three_parts(stand: Stand) -> None:
    await vault(stand, accessPolicies=_many(stand))
    browser = await stand.browser()
    page = await browser.get(f"{VAULT}/policies")
    assert page.text.count("not in the directory") == 50
    assert f'href="{VAULT}/policies?from=50"' in page.text
    assert "Back to the beginning" not in page.words
    page = await browser.get(f"{VAULT}/policies?from=100")
    assert page.text.count("not in the directory") == 20
    assert "Back to the beginning" in page.words


@pytest.mark.parametrize("given", ["x", "-1", "9" * 50, "1e3", ""])
async def test_what_is_no_place_is_the_beginning_or_nothing(stand: Stand, given: str) -> None:
    await vault(stand, accessPolicies=_many(stand))
    page = await (await stand.browser()).get(f"{VAULT}/policies?from={given}")
    assert page.status == 200

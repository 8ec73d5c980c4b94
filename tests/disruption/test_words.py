"""Every refusal has words."""

import pytest

from nameplate.disruption.fault import STATUSES, Surface
from nameplate.disruption.words import words_of


@pytest.mark.parametrize("surface", Surface)
@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_words(surface: Surface, status: int) -> None:
    words = words_of(surface, status)

    assert words.code.isidentifier()
    assert words.message


def test_a_vault_throttles_in_its_own_words() -> None:
    assert words_of(Surface.VAULT, 429).code == "Throttled"
    assert words_of(Surface.AUTHORITY, 429).inner == "temporarily_unavailable"

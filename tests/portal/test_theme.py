"""The theme that a browser asked for."""

import pytest

from nameplate.portal.theme import theme_of


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("auto", "auto"), ('"><x>', "auto")]
)
def test_only_themes_that_there_are(cookie: str, theme: str) -> None:
    assert theme_of({"nameplate-theme": cookie}) == theme


def test_as_the_system_has_it() -> None:
    assert theme_of({}) == "auto"

"""Templates: everything is escaped, nothing is forgotten, all of them can be read."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from nameplate.portal import rendering
from nameplate.portal.rendering import Pages, compile_all, environment
from nameplate.portal.static import Static

FOLDER = Path(rendering.__file__).parent / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))


def pages() -> Pages:
    return Pages(Static(), lambda name, **_: f"/{name}", place=None)


def test_markup_is_text() -> None:
    context = {"note": "<script>alert(1)</script>", "next": "/'\"><x>", "theme": "auto"}
    text = pages().render("sign_in.html", context)
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text
    assert "<x>" not in text


def test_what_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        pages().render("sign_in.html", {"theme": "auto", "next": "/"})


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_keeps_the_policy(name: str) -> None:
    """No inline script, handler or style: the policy would block it. No way past the escaping."""
    text = (FOLDER / name).read_text("utf-8")
    rendering.environment().get_template(name)
    for forbidden in (
        " style=",
        "<style",
        " onclick=",
        " onload=",
        "javascript:",
        "|safe",
        "| safe",
    ):
        assert forbidden not in text
    assert "<script>" not in text
    assert "{% autoescape" not in text
    assert "http://" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "")


def test_every_template_can_be_compiled_beforehand() -> None:
    compile_all()
    names = environment().list_templates(extensions=("html",))
    assert "apps/list.html" in names
    cache = environment().cache
    assert cache is not None
    assert {name for _, name in cache} >= set(names)

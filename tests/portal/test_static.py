"""Style and scripts, kept by a browser for as long as they are the same."""

from pathlib import Path

import pytest

from nameplate.portal.static import Static


def static(folder: Path, **files: str) -> Static:
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    return Static(folder)


def test_a_file_is_kept_for_ever_under_its_hash(tmp_path: Path) -> None:
    files = static(tmp_path, portal_css="a{}", portal_js="1")
    assert files.address("portal.css") == f"/static/{files.digest}/portal.css"
    found = files.find(files.digest, "portal.js")
    assert found is not None
    assert found.body == b"1"
    assert found.content_type == "text/javascript; charset=utf-8"
    assert "immutable" in found.cache_control


def test_another_release_is_not_kept(tmp_path: Path) -> None:
    found = static(tmp_path, portal_css="a{}").find("0123456789abcdef", "portal.css")
    assert found is not None
    assert found.cache_control == "no-store"


def test_the_hash_is_of_all(tmp_path: Path) -> None:
    before = static(tmp_path, portal_css="a{}", portal_js="1").digest
    assert static(tmp_path, portal_js="2").digest != before


@pytest.mark.parametrize("name", ["none.css", "../portal.css", "secret.txt", ""])
def test_nothing_else_is_served(tmp_path: Path, name: str) -> None:
    files = static(tmp_path, portal_css="a{}", secret_txt="x")
    assert files.find(files.digest, name) is None


def test_an_address_of_nothing_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        static(tmp_path).address("none.css")

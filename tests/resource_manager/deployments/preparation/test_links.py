"""Links: which URIs they mean, and which they may not."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import BadRequest
from nameplate.resource_manager.deployments.preparation.links import (
    absolute,
    shown_link,
    without_query,
)
from nameplate.template.document.nested import Link

BASE = "https://files.example/repo/main.json?sig=abc"


@pytest.mark.parametrize(
    ("link", "base", "uri"),
    [
        (Link(uri="https://a.example/t.json"), "", "https://a.example/t.json"),
        (Link(uri="https://a.example/t", query_string="?s=1"), "", "https://a.example/t?s=1"),
        (
            Link(uri="https://a.example/t?a=1", query_string="s=1"),
            "",
            "https://a.example/t?a=1&s=1",
        ),
        (
            Link(relative_path="nested/x.json"),
            BASE,
            "https://files.example/repo/nested/x.json?sig=abc",
        ),
        (Link(relative_path="../x.json"), BASE, "https://files.example/x.json?sig=abc"),
        (Link(relative_path="a\\b.json"), BASE, "https://files.example/repo/a/b.json?sig=abc"),
    ],
)
def test_links_lead_to_absolute_uris(link: Link, base: str, uri: str) -> None:
    assert absolute(link, base) == uri


@pytest.mark.parametrize(
    ("link", "base", "code", "words"),
    [
        (Link(uri="http://a.example/t"), "", "InvalidContentLink", "'https' URIs"),
        (Link(uri="true/nested.json"), "", "InvalidContentLink", "must be an absolute URI"),
        (Link(uri="file:///etc/passwd"), "", "InvalidContentLink", "not supported"),
        (Link(uri="https://u:p@a.example/t"), "", "InvalidContentLink", "not supported"),
        (Link(uri="https://[::1"), "", "InvalidContentLink", "not supported"),
        (Link(uri="https://a.example/a b"), "", "InvalidContentLink", "not supported"),
        (Link(relative_path="x.json"), "", "InvalidTemplateLink", "not itself given by a link"),
        (Link(relative_path="//evil.example/x"), BASE, "InvalidContentLink", "template's host"),
        (Link(relative_path="https://evil.example/x"), BASE, "InvalidContentLink", "host"),
        (Link(id="/subscriptions/s/templateSpecs/t"), "", "InvalidTemplateLink", "template spec"),
    ],
)
def test_other_links_are_refused(link: Link, base: str, code: str, words: str) -> None:
    with pytest.raises(BadRequest) as caught:
        absolute(link, base)
    assert caught.value.code == code
    assert words in caught.value.message


def test_no_signature_is_shown() -> None:
    with pytest.raises(BadRequest) as caught:
        absolute(Link(uri="http://a.example/t?sig=hush"), "")
    assert "hush" not in caught.value.message
    assert without_query(BASE) == "https://files.example/repo/main.json"
    assert shown_link(Link(relative_path="x.json"), BASE, "1.0.0.0") == {
        "uri": "https://files.example/repo/main.json",
        "relativePath": "x.json",
        "contentVersion": "1.0.0.0",
    }
    assert shown_link(None, "", None) is None


@given(path=st.text(max_size=30), uri=st.text(max_size=30))
@settings(max_examples=100, deadline=None)
def test_a_relative_path_never_leaves_its_host(path: str, uri: str) -> None:
    with suppress(BadRequest):
        assert absolute(Link(relative_path=path), BASE).startswith("https://files.example/")
    with suppress(BadRequest):
        assert absolute(Link(uri=uri), "").startswith("https://")

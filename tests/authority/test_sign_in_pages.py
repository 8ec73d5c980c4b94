"""The pages themselves."""

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from nameplate.authority.sign_in_pages import (
    done_page,
    error_page,
    form_post_page,
    page,
    sign_in_page,
)


class Reader(HTMLParser):
    """Collects tags and the values of fields."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.values: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        if tag == "input":
            self.values[given.get("name") or ""] = given.get("value") or ""


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_shown_stays_text(client: str, name: str, error: str) -> None:
    plain = Reader(sign_in_page(flow="f", action="/a", client="x", target="t", name="", error="e"))
    text = sign_in_page(
        flow=name, action=f"/{client}", client=client, target=error, name=name, error=error or "e"
    )
    found = Reader(text)
    assert found.tags == plain.tags
    assert "\r" in name or found.values["username"] == name
    assert Reader(error_page(error)).tags.count("script") == 0


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=4))
def test_a_form_that_sends_itself_carries_what_it_is_given(parameters: dict[str, str]) -> None:
    found = Reader(form_post_page("https://shop.example/cb", parameters))
    if not any("\r" in text for pair in parameters.items() for text in pair):
        assert found.values == parameters
    assert found.tags.count("script") == 1


def test_the_policy_allows_the_style_and_the_script_that_are_there() -> None:
    sent = page(form_post_page("https://a.example", {}), sends_itself=True)
    policy = dict(sent.headers)[b"content-security-policy"].decode()
    text = sent.body.decode()
    for tag in ("style", "script"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", text)
        digest = b64encode(sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert (
        "form-action 'none'" in dict(page(done_page()).headers)[b"content-security-policy"].decode()
    )


def test_the_operator_is_shown_a_code_and_no_password() -> None:
    text = sign_in_page(
        flow="f", action="/a", client="x", target="t", name="", operator_code="BCDF2345X"
    )
    assert "approve --code BCDF2345X" in text
    assert "password" not in Reader(text).values

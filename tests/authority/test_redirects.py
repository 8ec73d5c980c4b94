"""Redirect URIs: where codes may go."""

import contextlib
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.authority.clients import Client
from nameplate.authority.redirects import (
    Platform,
    origin_of,
    redirect_of,
    same_redirect,
    with_fragment,
    with_query,
)
from nameplate.core.errors import BadRequest

CLIENT = Client(
    "app",
    "shop",
    ("https://shop.example/cb", "http://localhost:5000/web"),
    ("http://localhost/native", "msalapp://auth"),
    fallback_public=False,
)


@pytest.mark.parametrize(
    ("given_uri", "platform"),
    [
        ("https://shop.example/cb", Platform.WEB),
        ("http://localhost:5000/web", Platform.WEB),
        ("http://localhost:51000/native", Platform.PUBLIC),
        ("msalapp://auth", Platform.PUBLIC),
    ],
)
def test_a_registered_one_is_what_it_is_registered_as(given_uri: str, platform: Platform) -> None:
    assert redirect_of(CLIENT, given_uri) == (given_uri, platform)


@pytest.mark.parametrize(
    "given_uri",
    [
        "",
        "https://shop.example/cb/",
        "https://shop.example/CB",
        "https://shop.example/cb?x=1",
        "https://shop.example:8443/cb",
        "http://localhost:5001/web",
        "http://localhost:1/native/../web",
        "http://localhost:1/native?x=1",
        "http://localhost:1\\@evil.example/native",
        "http://localhost:x/native",
        "http://localhost:1 /native",
        "msalapp://other",
        "javascript:alert(1)",
    ],
)
def test_any_other_is_refused(given_uri: str) -> None:
    with pytest.raises(BadRequest, match="AADSTS50011"):
        redirect_of(CLIENT, given_uri)


def test_the_only_one_may_be_left_out() -> None:
    only = Client("app", "shop", ("https://shop.example/cb",), (), fallback_public=False)
    assert redirect_of(only, "") == ("https://shop.example/cb", Platform.WEB)


@given(st.text(max_size=30), st.integers(0, 70_000), st.sampled_from(("", "/", "/a", "/a?b=c")))
def test_on_loopback_only_the_port_may_differ(host: str, port: int, path: str) -> None:
    registered = f"http://localhost{path}"
    assert same_redirect(f"http://localhost:{port % 65_536}{path}", registered)
    assert same_redirect(f"http://{host}:{port}{path}", registered) == (
        host.lower() == "localhost" and port < 65_536 and host.isprintable()
    ) or host.endswith("localhost")
    assert not same_redirect(f"http://{host}x.example:{port}{path}", registered)


@given(st.text(max_size=40), st.text(max_size=40))
def test_anything_is_compared_without_failing(one: str, other: str) -> None:
    with contextlib.suppress(ValueError):
        origin_of(one)
    assert same_redirect(one, one)
    if one != other:
        assert not same_redirect(f"https://{one}", f"https://{other}")


def test_an_origin_has_nothing_but_scheme_host_and_port() -> None:
    assert origin_of("http://localhost:5000/web?x=1") == "http://localhost:5000"
    assert origin_of("msalapp://auth/x") == "msalapp:"
    assert origin_of("https://a;b/x") == "https:"


def test_parameters_are_added_to_what_is_there() -> None:
    parameters = {"code": "a&b", "state": "c d"}
    kept = with_query("https://shop.example/cb?x=1", parameters)
    assert dict(parse_qsl(urlsplit(kept).query)) == {"x": "1", **parameters}
    fragment = with_fragment("https://shop.example/cb", parameters)
    assert urlsplit(fragment).query == ""
    assert dict(parse_qsl(urlsplit(fragment).fragment)) == parameters

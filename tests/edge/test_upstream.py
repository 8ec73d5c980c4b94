"""The proxy that was there before, and who goes past it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.edge.upstream import ProxyAddress, Upstream, address_of


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://proxy.example:3128", ProxyAddress("proxy.example", 3128, False, None)),
        ("proxy.example:3128", ProxyAddress("proxy.example", 3128, False, None)),
        ("https://proxy.example/", ProxyAddress("proxy.example", 443, True, None)),
        ("http://proxy.example", ProxyAddress("proxy.example", 80, False, None)),
        (
            "http://me:p%40ss@proxy.example:1",
            ProxyAddress("proxy.example", 1, False, "Basic bWU6cEBzcw=="),
        ),
        ("http://[::1]:1", ProxyAddress("::1", 1, False, None)),
    ],
)
def test_a_proxy_is_read(url: str, expected: ProxyAddress) -> None:
    assert ProxyAddress.parse(url) == expected


@pytest.mark.parametrize("url", ["socks5://a:1", "http://", "http://a:x", "http://[::1"])
def test_a_proxy_that_cannot_be_used_is_an_error(url: str) -> None:
    with pytest.raises(ValueError, match="proxy"):
        ProxyAddress.parse(url)


def test_a_proxy_does_not_show_its_password() -> None:
    assert "cHc=" not in repr(ProxyAddress.parse("http://:pw@a"))


@pytest.mark.parametrize(
    ("entry", "host", "port", "straight"),
    [
        ("example.org", "example.org", 443, True),
        ("example.org", "www.example.org", 443, True),
        (".example.org", "www.example.org", 443, True),
        ("*.example.org", "www.example.org", 443, True),
        ("example.org", "notexample.org", 443, False),
        ("EXAMPLE.org", "example.ORG.", 443, True),
        ("example.org:443", "example.org", 443, True),
        ("example.org:443", "example.org", 80, False),
        ("10.0.0.0/8", "10.1.2.3", 443, True),
        ("10.0.0.0/8", "11.1.2.3", 443, False),
        ("10.1.2.3", "10.1.2.3", 443, True),
        ("[fd00::1]", "fd00::1", 443, True),
        ("fd00::/8", "fd00::5", 443, True),
        ("*", "anything.example", 443, True),
        ("", "example.org", 443, False),
        ("unrelated", "localhost", 443, True),
        ("unrelated", "a.localhost", 443, True),
        ("unrelated", "127.0.0.53", 443, True),
        ("unrelated", "::1", 443, True),
    ],
)
def test_no_proxy(entry: str, host: str, port: int, *, straight: bool) -> None:
    upstream = Upstream("http://proxy.example", "http://proxy.example", [entry])

    assert (upstream.tunnel(host, port) is None) is straight
    assert (upstream.plain(host, port) is None) is straight


def test_without_a_proxy_all_goes_straight() -> None:
    assert Upstream().tunnel("example.org", 443) is None
    assert Upstream("http://proxy.example").plain("example.org", 80) is None


@given(st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=100)
def test_any_entry_is_read(entry: str, host: str) -> None:
    Upstream("http://proxy.example", None, [entry]).tunnel(host, 443)


def test_an_address_is_told_from_a_name() -> None:
    assert address_of("127.0.0.1") is not None
    assert address_of("localhost") is None

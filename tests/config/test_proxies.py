"""The proxy that the caller had."""

from nameplate.config.proxies import UpstreamProxy, without_password


def test_the_lower_case_spelling_wins() -> None:
    found = UpstreamProxy.of(
        {"https_proxy": "http://low:1", "HTTPS_PROXY": "http://high:1", "HTTP_PROXY": "http://p:1"}
    )
    assert (found.https, found.http) == ("http://low:1", "http://p:1")


def test_no_proxy_is_split_at_commas_and_spaces() -> None:
    assert UpstreamProxy.of({"NO_PROXY": "a, .b.c,,*"}).bypass == ("a", ".b.c", "*")


def test_nothing_set_is_the_network() -> None:
    assert UpstreamProxy.of({}) == UpstreamProxy(None, None, ())


def test_a_password_is_not_shown() -> None:
    assert without_password("http://u:p@h:1/") == "http://***@h:1/"
    assert without_password("http://h:1") == "http://h:1"

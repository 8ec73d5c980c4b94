"""Who may speak to an identity endpoint."""

import pytest

from nameplate.core.errors import BadRequest, Forbidden, MisdirectedRequest
from nameplate.edge.http import Headers
from nameplate.managed_identity.gate import LOOPBACK_HOSTS, check_headers, check_host


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_may(host: str) -> None:
    """Under its loopback names."""
    check_host(host, LOOPBACK_HOSTS)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", ""])
def test_a_rebound_name_may_not(host: str) -> None:
    """The refusal says which names there are."""
    with pytest.raises(MisdirectedRequest, match=r"127\.0\.0\.1, ::1, localhost"):
        check_host(host, LOOPBACK_HOSTS)


@pytest.mark.parametrize("name", ["x-forwarded-for", "forwarded"])
def test_a_forwarded_request_is_refused(name: str) -> None:
    """A proxy in between must not ask for its clients."""
    with pytest.raises(BadRequest, match=name.title()):
        check_headers(Headers([(name.encode(), b"")]))


@pytest.mark.parametrize("name", ["origin", "sec-fetch-site"])
def test_a_browser_is_refused(name: str) -> None:
    """Whatever page it shows."""
    with pytest.raises(Forbidden, match=name.title()):
        check_headers(Headers([(name.encode(), b"null")]))


def test_what_clients_send_is_fine() -> None:
    """Node's fetch sends sec-fetch-mode."""
    check_headers(Headers([(b"sec-fetch-mode", b"cors"), (b"metadata", b"true")]))

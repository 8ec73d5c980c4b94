"""Requests to the metadata service get the address that says whose instance it is."""

from hypothesis import given
from hypothesis import strategies as st

from nameplate.server.metadata_door import addressed_to


def test_the_secret_stands_before_the_path_and_one_request_is_all() -> None:
    head = b"GET /metadata/identity/oauth2/token?resource=r HTTP/1.1\r\nHost: h\r\nconnection: x"

    assert addressed_to("AB", head) == (
        b"GET /imds/AB/metadata/identity/oauth2/token?resource=r HTTP/1.1\r\nHost: h\r\n"
        b"Connection: close"
    )


def test_the_absolute_form_is_understood() -> None:
    found = addressed_to("AB", b"GET http://169.254.169.254/metadata/instance HTTP/1.1")
    assert found.startswith(b"GET /imds/AB/metadata/instance HTTP/1.1\r\n")


def test_no_other_path_gets_it() -> None:
    for target in (b"/", b"/msi/token", b"/metadatax", b"*", b"/x/metadata/"):
        assert b"AB" not in addressed_to("AB", b"GET " + target + b" HTTP/1.1")


@given(st.binary(max_size=300))
def test_whatever_comes_ends_after_one_request(head: bytes) -> None:
    assert addressed_to("AB", head).endswith(b"\r\nConnection: close")

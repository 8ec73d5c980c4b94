"""Headers that stand on every answer."""

from nameplate.edge.http import Request
from nameplate.vault.headers import HeaderBlocks
from tests.vault.stand import account_of


def sent(request: Request, *, body: bool = True) -> dict[bytes, bytes]:
    return dict(HeaderBlocks().of(request, account_of("contoso"), body=body))


def test_the_recorded_headers_are_there() -> None:
    headers = sent(Request("GET", "/secrets", client="127.0.0.1"))

    assert headers[b"cache-control"] == b"no-cache"
    assert headers[b"pragma"] == b"no-cache"
    assert headers[b"expires"] == b"-1"
    assert headers[b"strict-transport-security"] == b"max-age=31536000;includeSubDomains"
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"x-ms-keyvault-region"] == b"westeurope"
    assert headers[b"x-ms-keyvault-network-info"] == (
        b"conn_type=Ipv4;addr=127.0.0.1;act_addr_fam=InterNetwork;"
    )
    assert headers[b"content-type"] == b"application/json; charset=utf-8"


def test_an_answer_without_a_body_has_no_content_type() -> None:
    assert b"content-type" not in sent(Request("DELETE", "/"), body=False)


def test_the_clients_request_id_is_echoed() -> None:
    echoed = Request("GET", "/", headers=[(b"x-ms-client-request-id", b"mine")])
    endless = Request("GET", "/", headers=[(b"x-ms-client-request-id", b"x" * 257)])

    assert sent(echoed)[b"x-ms-client-request-id"] == b"mine"
    assert b"x-ms-client-request-id" not in sent(endless)


def test_an_ipv6_client_is_said_to_be_one() -> None:
    assert (
        b"conn_type=Ipv6;addr=::1;act_addr_fam=InterNetworkV6;"
        in sent(Request("GET", "/", client="::1")).values()
    )


def test_answers_never_share_a_list() -> None:
    blocks, request = HeaderBlocks(), Request("GET", "/")
    first = blocks.of(request, None, body=True)
    first.append((b"x", b"y"))

    assert (b"x", b"y") not in blocks.of(request, None, body=True)


def test_the_blocks_of_many_clients_are_not_kept_for_ever() -> None:
    blocks = HeaderBlocks()
    for number in range(3000):
        blocks.of(
            Request("GET", "/", client=f"10.0.{number // 250}.{number % 250}"), None, body=True
        )

    assert len(blocks._blocks) <= 1024

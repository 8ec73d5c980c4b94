"""Bad questions to the token endpoint of apps, over a socket: refused in App Service's shape."""

import json
from collections.abc import Sequence

import pytest

from tests.acceptance.raw import Raw
from tests.running import Answer, Platform

AUDIENCE = "https://vault.azure.net"
V2019 = f"/msi/token/?api-version=2019-08-01&resource={AUDIENCE}"
V2017 = f"/msi/token/?api-version=2017-09-01&resource={AUDIENCE}"
IDENTITY = "11111111-1111-1111-1111-111111111111"

Headers = Sequence[tuple[str, str]]


@pytest.fixture(scope="session")
def header_secret(served: Platform) -> str:
    """The secret of a process of ``web1``."""
    return str(
        json.loads(served.run("env", "--app", "web1", "--shell", "json").stdout)["MSI_SECRET"]
    )


def ask(platform: Platform, target: str, headers: Headers, method: str = "GET") -> Answer:
    return platform.send_plain(method, platform.ports["token"], target, headers=headers)


def refusal(answer: Answer) -> tuple[int, str]:
    """Status and message, in App Service's shape."""
    document = answer.json()
    assert list(document) == ["statusCode", "message", "correlationId"]
    assert document["statusCode"] == answer.status
    assert document["correlationId"] == answer.header("x-ms-request-id")
    return answer.status, document["message"]


@pytest.mark.parametrize(
    ("target", "name", "value", "said"),
    [
        (V2019, None, "", "X-IDENTITY-HEADER is missing"),
        (V2019, "Secret", None, "X-IDENTITY-HEADER is missing"),
        (V2017, None, "", "Secret is missing"),
        (V2017, "X-IDENTITY-HEADER", None, "Secret is missing"),
        (V2019, "X-IDENTITY-HEADER", "0" * 32, "X-IDENTITY-HEADER is not that of a running app"),
        (V2017, "Secret", "0" * 32, "Secret is not that of a running app"),
        (V2019, "X-IDENTITY-HEADER", "", "X-IDENTITY-HEADER is not that of a running app"),
        (V2019, "X-IDENTITY-HEADER", "é" * 16, "X-IDENTITY-HEADER is not that of a running app"),
    ],
)
def test_a_wrong_or_missing_header_secret(
    served: Platform, header_secret: str, target: str, name: str | None, value: str, said: str
) -> None:
    headers = [] if name is None else [(name, header_secret if value is None else value)]

    status, message = refusal(ask(served, target, headers))

    assert status == 401
    assert said in message
    assert header_secret not in message


@pytest.mark.parametrize(
    ("target", "status", "said"),
    [
        ("/msi/token?resource=x", 400, "Accepted: 2017-09-01 and 2019-08-01"),
        ("/msi/token?resource=x&api-version=2018-02-01", 400, "'2018-02-01' is not supported. Acc"),
        (f"{V2019}&api-version=2019-08-01", 400, "api-version query parameter is given more than"),
        ("/msi/token?api-version=2019-08-01", 400, "resource query parameter is missing"),
        ("/msi/token?api-version=2019-08-01&resource=", 400, "resource query parameter is missing"),
        (f"{V2019}&resource=https://x.example", 400, "resource query parameter is given more than"),
        (f"{V2019}&Resource={AUDIENCE}", 400, "resource query parameter is given more than once"),
        (f"{V2019}&resource_id=/a&client_id={IDENTITY}", 400, "Only one of client_id"),
        (f"{V2019}&client_id={IDENTITY}", 400, "No User Assigned or Delegated Managed Identity"),
        (f"{V2019}&mi_res_id=/subscriptions/none", 400, "No User Assigned or Delegated Managed"),
        (f"{V2019}&user_client_id={IDENTITY}", 400, "Use one of: client_id"),
        (f"{V2019}{'a' * 3000}", 400, "longer than 2000 characters"),
        ("/msi/token?api-version=2019-08-01&resource=https://nobody.example", 500, "An unexpected"),
        ("/msi/other", 404, "Tokens are at /msi/token"),
        ("/msi/token/../token", 400, "'.' or '..' segment"),
        ("/msi%2ftoken", 400, "encoded slash"),
        ("/msi\\token", 400, "backslash"),
        (f"{V2019}&x={'a' * 17000}", 414, "longer than 16384 bytes"),
    ],
)
def test_a_bad_question_names_what_is_wrong(
    served: Platform, header_secret: str, target: str, status: int, said: str
) -> None:
    found = refusal(ask(served, target, [("X-IDENTITY-HEADER", header_secret)]))

    assert found[0] == status
    assert said in found[1]


def test_an_unknown_resource_is_told_to_the_operator(served: Platform, header_secret: str) -> None:
    """Azure hides the reason from the app; the trail has it."""
    target = "/msi/token?api-version=2019-08-01&resource=https://hidden.example"
    answer = ask(served, target, [("X-IDENTITY-HEADER", header_secret)])

    told = [
        event
        for event in served.json("audit", "tail", "--app", "web1", "--last", "500")
        if event["requestId"] == answer.header("x-ms-request-id")
    ]

    assert [(event["outcome"], event["reason"]) for event in told] == [
        ("denied", "the resource is not known here")
    ]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        (("X-Forwarded-For", "203.0.113.7"), 400),
        (("Forwarded", "for=203.0.113.7"), 400),
        (("Origin", "https://evil.example"), 403),
        (("Sec-Fetch-Site", "cross-site"), 403),
        (("X-IDENTITY-HEADER", "again"), 401),
    ],
)
def test_what_was_passed_on_or_sent_by_a_browser_gets_no_token(
    served: Platform, header_secret: str, more: tuple[str, str], status: int
) -> None:
    """Not even where the answer is warm."""
    right = ("X-IDENTITY-HEADER", header_secret)
    assert ask(served, V2019, [right]).status == 200

    found = refusal(ask(served, V2019, [right, more]))

    assert found[0] == status
    assert more[0].lower() in found[1].lower()


@pytest.mark.parametrize(
    "host", ["evil.example", "10.1.2.3", "127.0.0.1.nip.io", "2130706433", "a@127.0.0.1", "", None]
)
def test_a_foreign_host_gets_no_token(
    served: Platform, header_secret: str, host: str | None
) -> None:
    """A name that was rebound to this address is not ours."""
    named = "" if host is None else f"Host: {host}\r\n"
    asked = f"GET {V2019} HTTP/1.1\r\n{named}X-IDENTITY-HEADER: {header_secret}\r\n\r\n"

    with Raw.plain(served.ports["token"]) as raw:
        reply = raw.send(asked.encode()).reply()

    assert reply.status in (400, 421)
    assert list(reply.json()) == ["statusCode", "message", "correlationId"]
    assert b"access_token" not in reply.body


def test_no_other_method_gives_a_token(served: Platform, header_secret: str) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
        answer = ask(served, V2019, [("X-IDENTITY-HEADER", header_secret)], method)
        assert refusal(answer) == (405, f"The method {method} is not allowed: use GET.")
        assert answer.header("Allow") == "GET"
    assert ask(served, V2019, [("X-IDENTITY-HEADER", header_secret)], "HEAD").status == 405


@pytest.mark.parametrize("more", [[("A", "b" * 70_000)], [("A", "b")] * 150])
def test_a_huge_head_is_refused_even_where_the_answer_is_warm(
    served: Platform, header_secret: str, more: list[tuple[str, str]]
) -> None:
    right = ("X-IDENTITY-HEADER", header_secret)
    assert ask(served, V2019, [right]).status == 200

    assert refusal(ask(served, V2019, [right, *more]))[0] == 431

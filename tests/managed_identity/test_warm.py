"""Ready answers."""

import pytest

from nameplate.core.epoch import FixedEpoch
from nameplate.edge.http import Request
from nameplate.managed_identity.expires_on import ExpiresOnFormat
from nameplate.managed_identity.warm import WarmAnswer, WarmAnswers
from nameplate.tokens.issuer import IssuedToken
from tests.fakes.asgi import scope
from tests.fakes.clock import FakeClock
from tests.fakes.trail import FakeTrail

Headers = list[tuple[bytes, bytes]]

HEADERS: Headers = [
    (b"host", b"127.0.0.1:8141"),
    (b"x-identity-header", b"SECRET"),
    (b"user-agent", b"curl/8"),
    (b"accept", b"*/*"),
]


class House:
    """One kept answer, and what decides whether it is given."""

    def __init__(self, *parts: bytes) -> None:
        self.clock, self.epoch, self.trail = FakeClock(), FixedEpoch(), FakeTrail()
        self.warm = WarmAnswers(self.clock, self.epoch, self.trail, ExpiresOnFormat.AUTO)
        now = int(self.clock.now())
        token = IssuedToken("text", "aud", now - 10, now - 10, now + 100, "kid", "uti")
        self.answer = WarmAnswer(
            token,
            object_id="oid",
            ends=now + 10,
            headers=[(b"content-type", b"x")],
            parts=parts or (b"body",),
        )

    def keep(self, headers: Headers = HEADERS, *, seen: int = 0) -> None:
        request = Request("GET", "/msi/token", query_string=b"q=1", headers=headers)
        self.warm.keep(request, self.answer, seen=seen)

    def find(
        self, headers: Headers = HEADERS, target: str = "/msi/token?q=1", method: str = "GET"
    ) -> bytes | None:
        found = self.warm.find(scope(method, target, host="", headers=headers))
        return None if found is None else found.body


def test_the_same_request_gets_the_ready_bytes_and_is_counted() -> None:
    """Order and other headers do not matter."""
    house = House()
    house.keep()

    assert house.find([*reversed(HEADERS), (b"x-client-sku", b"any")]) == b"body"
    assert house.trail.counted == [("oid", "aud")]


@pytest.mark.parametrize(
    "change",
    [
        (b"host", b"localhost"),
        (b"x-identity-header", b"OTHER"),
        (b"user-agent", b"azsdk-js-identity/2.1.0"),
    ],
)
def test_another_secret_host_or_format_goes_the_long_way(change: tuple[bytes, bytes]) -> None:
    """An answer depends on them."""
    house = House()
    house.keep()
    changed = [(name, change[1] if name == change[0] else value) for name, value in HEADERS]

    assert house.find(changed) is None
    assert house.trail.counted == []


@pytest.mark.parametrize(
    "name",
    [
        b"x-forwarded-for",
        b"forwarded",
        b"origin",
        b"sec-fetch-site",
        b"content-length",
        b"transfer-encoding",
        b"x-identity-header",
        b"host",
        b"secret",
        b"metadata",
    ],
)
def test_whatever_else_matters_goes_the_long_way(name: bytes) -> None:
    """Refused headers, bodies, doubled headers, and a second secret."""
    house = House()
    house.keep()

    assert house.find([*HEADERS, (name, b"1")]) is None


@pytest.mark.parametrize("more", [[(b"a", b"b" * 5_000)], [(b"a", b"b")] * 50])
def test_a_large_head_goes_the_long_way(more: Headers) -> None:
    """Its limits are kept there, and must not depend on what is warm."""
    house = House()
    house.keep()

    assert house.find([*HEADERS, *more]) is None


def test_such_a_request_is_not_kept_either() -> None:
    """Neither found nor in the way."""
    house = House()
    house.keep([*HEADERS, (b"content-length", b"1")])

    assert house.find() is None


@pytest.mark.parametrize("name", [b"x-identity-header", b"metadata", b"secret", b"user-agent"])
def test_an_empty_field_beside_another_of_its_name_goes_the_long_way(name: bytes) -> None:
    """Which refuses a field that is given twice."""
    headers = [*HEADERS, (b"secret", b"s"), (b"metadata", b"true")]
    house = House()
    house.keep(headers)

    assert house.find(headers) == b"body"
    assert house.find([(name, b""), *headers]) is None
    assert house.find([*headers, (name, b"")]) is None


def test_another_method_path_or_query_is_another_question() -> None:
    """Byte for byte."""
    house = House()
    house.keep()

    assert house.find(method="POST") is None
    assert house.find(target="/MSI/token?q=1") is None
    assert house.find(target="/msi/token?q=2") is None


def test_a_change_drops_what_is_ready() -> None:
    """And an answer that was resolved before the change is not kept after it."""
    house = House()
    house.keep()

    house.epoch.value += 1

    assert house.find() is None
    house.keep(seen=0)
    assert house.find() is None
    house.keep(seen=house.warm.epoch)
    assert house.find() == b"body"


@pytest.mark.parametrize("seconds", [10, -11])
def test_an_answer_has_its_time(seconds: int) -> None:
    """Not after the token is renewed, not before it begins."""
    house = House()
    house.keep()

    house.clock.advance(seconds)

    assert house.find() is None


def test_a_cut_body_says_what_is_left() -> None:
    """In each place; never less than nothing."""
    house = House(b"in ", b", ext ", b".")
    house.keep()

    assert house.find() == b"in 100, ext 100."
    assert house.answer.response(house.clock.now() + 500).body == b"in 0, ext 0."


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ever new queries drive out the oldest."""
    monkeypatch.setattr("nameplate.managed_identity.warm._LIMIT", 1)
    house = House()
    house.keep()
    house.keep([(b"host", b"localhost")])

    assert house.find() is None
    assert house.find([(b"host", b"localhost")]) == b"body"

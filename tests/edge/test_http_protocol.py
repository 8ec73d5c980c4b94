"""What a listener's protocol adds; its limits are proven on sockets in ``test_listeners``."""

from nameplate.edge.http_protocol import DateHeader
from tests.fakes.clock import FakeClock


def test_the_date_is_written_once_a_second() -> None:
    clock = FakeClock(0.0)
    date = DateHeader(clock)

    first = date.field()
    clock.advance(0.9)
    same = date.field()
    clock.advance(0.2)

    assert first == [(b"date", b"Thu, 01 Jan 1970 00:00:00 GMT")]
    assert same is first
    assert date.field() == [(b"date", b"Thu, 01 Jan 1970 00:00:01 GMT")]

"""Who has read which keys."""

from nameplate.tokens.key_readers import KeyReaders
from tests.fakes.clock import FakeClock


def test_the_latest_reading_of_each_reader_newest_first() -> None:
    clock = FakeClock(100.0)
    readers = KeyReaders(clock)
    readers.note("127.0.0.1", "python", ("a",))
    clock.advance(5)
    readers.note("127.0.0.1", "node", ("a",))
    clock.advance(5)
    readers.note("127.0.0.1", "python", ("a", "b"))
    latest = readers.latest()
    assert [(each.agent, each.read, each.kids) for each in latest] == [
        ("python", 110.0, ("a", "b")),
        ("node", 105.0, ("a",)),
    ]


def test_names_and_numbers_are_bounded() -> None:
    readers = KeyReaders(FakeClock(0.0))
    for number in range(1000):
        readers.note("127.0.0.1", f"{number}\x1b[31m" + "x" * 500, ())
    latest = readers.latest()
    assert len(latest) == 256
    assert latest[0].agent.startswith("999[31m")
    assert max(len(each.agent) for each in latest) <= 120

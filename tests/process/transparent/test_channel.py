"""What ``run`` and its child say to each other before the command begins."""

import errno
import socket
import threading
from collections.abc import Iterator

import pytest

from nameplate.process.transparent import channel as said
from nameplate.process.transparent.channel import Channel, Failed
from nameplate.process.transparent.plan import Door, Kind
from nameplate.process.transparent.refusals import Refusal, Step

DOORS = (Door("one", Kind.STREAMS, "127.0.0.1", 0), Door("two", Kind.DATAGRAMS, "127.0.0.1", 0))


@pytest.fixture
def channel() -> Iterator[Channel]:
    made = Channel(DOORS)
    yield made
    made.close()


def childs(channel: Channel) -> socket.socket:
    """The child's end, as it inherits it."""
    words = channel.command("/bin/true", ("true", "--flag"))
    assert words[-3:] == ("/bin/true", "true", "--flag")
    return socket.socket(fileno=socket.dup(int(words[4])))


def test_the_sockets_come_by_the_names_of_their_doors(channel: Channel) -> None:
    with childs(channel) as told:
        opened = [door.open() for door in DOORS]
        said.send_sockets(told, opened)
        heard = channel.receive()
        assert isinstance(heard, dict)
        for door, own in zip(DOORS, opened, strict=True):
            assert heard[door.name].getsockname() == own.getsockname()
            heard[door.name].close()
            own.close()


def test_a_refusal_is_told_in_words_with_status_1(channel: Channel) -> None:
    with childs(channel) as told:
        said.send_refusal(told, Refusal(Step.NETWORK, errno.EIO, "it broke"))
        heard = channel.receive()

    assert isinstance(heard, Failed)
    assert (heard.status, heard.refused) == (1, True)
    assert "it broke" in heard.message


def test_a_child_that_ends_without_a_word_is_heard(channel: Channel) -> None:
    childs(channel).close()
    channel.let_go()

    assert channel.receive() is None


def test_go_returns_when_the_command_began_or_says_why_it_did_not(channel: Channel) -> None:
    heard: list[bool] = []

    def child(told: socket.socket, failure: str | None) -> None:
        with told:
            heard.append(said.await_go(told))
            if failure is not None:
                said.send_failure(told, failure, 126)

    for failure in ("cannot be run", None):
        made = Channel(DOORS)
        told = childs(made)
        made.let_go()
        running = threading.Thread(target=child, args=(told, failure))
        running.start()
        assert made.go() == (Failed(failure, 126) if failure else None)
        running.join()
        made.close()
    assert heard == [True, True]


def test_without_run_there_is_no_go(channel: Channel) -> None:
    with childs(channel) as told:
        channel.close()
        assert said.await_go(told) is False

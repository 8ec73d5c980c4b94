"""Signals that wait behind the gate."""

import signal
import threading

from nameplate.process.signals import SignalGate


def arrive(number: int) -> None:
    """Send a signal to this thread: other tests' libraries have threads that no gate closed."""
    signal.pthread_kill(threading.get_ident(), number)


def test_a_signal_that_a_process_sent_is_told_as_sent() -> None:
    with SignalGate() as gate:
        arrive(signal.SIGUSR1)
        arrival = gate.next()
    assert (arrival.number, arrival.sent) == (signal.SIGUSR1, True)


def test_what_asks_for_the_end_before_there_is_a_child_is_taken_once() -> None:
    with SignalGate() as gate:
        assert gate.take_end() is None
        arrive(signal.SIGTERM)
        assert gate.take_end() == signal.SIGTERM
        assert gate.take_end() is None


def test_what_is_left_behind_a_closing_gate_ends_nobody() -> None:
    with SignalGate():
        arrive(signal.SIGTERM)
        arrive(signal.SIGINT)


def test_the_mask_is_as_it_was() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    with SignalGate() as gate:
        assert gate.mask_of_a_child == before
        assert signal.SIGTERM in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before

"""What is said, and how much of it."""

import logging

import pytest

from nameplate_functions.journal import CURRENT, AppLog, Invocation, Levels
from tests.fakes.moments import Moments
from tests.function_host.making import journal


class _Local:
    invocation_id = "abc"


def record(level: int, text: str = "hello %s", *, name: str = "app") -> logging.LogRecord:
    return logging.LogRecord(name, level, "f", 1, text, ("you",), None)


def test_a_line_has_its_time() -> None:
    voice, out = journal(Moments())

    voice.host("Host started")

    assert out.getvalue() == "[2026-11-23T12:00:00.000Z] Host started\n"


@pytest.mark.parametrize(
    ("category", "level"),
    [
        ("Function.a.User", logging.DEBUG),
        ("Function.b", logging.ERROR),
        ("Host.General", logging.WARNING),
        ("Other", logging.INFO),
    ],
)
def test_the_longest_name_decides(category: str, level: int) -> None:
    levels = Levels({"function": "error", "function.a": "debug", "host": "warning"})

    assert levels.of(category) == level
    assert levels.least == logging.DEBUG


def test_what_the_app_logs_names_its_invocation() -> None:
    voice, out = journal(Moments())
    token = CURRENT.set(Invocation("42", "work"))
    try:
        AppLog(voice, object()).emit(record(logging.INFO))
    finally:
        CURRENT.reset(token)

    assert out.getvalue().endswith("Information: hello you (Function.work.User, Id=42)\n")


def test_an_apps_own_thread_says_for_whom_it_works() -> None:
    voice, out = journal(Moments())

    AppLog(voice, _Local()).emit(record(logging.INFO))

    assert "hello you (Id=abc)" in out.getvalue()


def test_outside_of_invocations_little_is_shown() -> None:
    voice, out = journal(Moments())
    handler = AppLog(voice, object())

    handler.emit(record(logging.INFO))
    handler.emit(record(logging.WARNING, name="azure.core"))
    assert not out.getvalue()

    handler.emit(record(logging.WARNING))
    handler.emit(record(logging.INFO, name="root"))
    assert out.getvalue().count("hello") == 2


def test_a_record_that_cannot_be_written_ends_nothing() -> None:
    voice, out = journal(Moments())

    AppLog(voice, object()).emit(record(logging.ERROR, "%d"))

    assert "%d" in out.getvalue()

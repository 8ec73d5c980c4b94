"""From the words that were typed to the exit status: parse, run, print, fail in one place."""

import os
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from nameplate import __version__
from nameplate.cli import output
from nameplate.cli.command import Command, Ending, Invocation
from nameplate.cli.failures import FAILURE, CommandFailure, render, usage
from nameplate.cli.grammar import parser_for
from nameplate.config.environment import read_environment
from nameplate.config.errors import ConfigurationError
from nameplate.core.errors import NameplateError

_INTERRUPTED = 130


def run_program(words: Sequence[str]) -> int:
    """Run one command line; returns the exit status, or ends as the child ended."""
    _open_closed_streams()
    try:
        status = _run(words, read_environment())
        sys.stdout.flush()
    except CommandFailure as failure:
        return _fail(render(failure), failure.status)
    except (ConfigurationError, NameplateError) as problem:
        return _fail(f"ERROR: {problem}", FAILURE)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        _close_quietly(sys.stdout)
        return FAILURE
    return status if status >= 0 else _end_by(-status)


def _run(words: Sequence[str], environment: Mapping[str, str]) -> int:
    own, behind = _split(words)
    word = next((one for one in own if not one.startswith("-")), None)
    arguments = parser_for(word, __version__).parse_args(list(own))
    command: Command = arguments.leaf
    if behind and not command.takes_command:
        raise usage(f"`{command.words}` takes no command behind --")
    with ExitStack() as closing:
        call = Invocation(arguments, environment, closing, behind)
        _check_subscription(call)
        result = command.action(call)
        if isinstance(result, Ending):
            return result
        show_result(result, arguments, command)
    return 0


def show_result(result: Any, arguments: Namespace, command: Command) -> None:
    """Write a result to stdout, in the form that was asked for."""
    if result is not None:
        sys.stdout.write(_text(result, arguments, command))


def _split(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """What is ours, and the command behind the first ``--``."""
    if "--" not in words:
        return words, ()
    at = list(words).index("--")
    return words[:at], words[at + 1 :]


def _text(result: Any, arguments: Namespace, command: Command) -> str:
    form = arguments.output or ("table" if sys.stdout.isatty() else "json")
    if isinstance(result, str) and not arguments.output and not arguments.query:
        return result
    if arguments.query:
        return output.render(output.select(result, arguments.query), form)
    return output.render(result, form, command.columns)


def _check_subscription(call: Invocation) -> None:
    """``--subscription`` may only name the one that there is."""
    named = getattr(call.arguments, "subscription", None)
    if not named:
        return
    found = call.connection.installation.subscription_id
    if named.lower() not in (found.lower(), "nameplate"):
        raise usage(f"there is one subscription here, {found}; not {named}")


def _fail(text: str, status: int) -> int:
    print(text, file=sys.stderr, flush=True)
    return status


def _open_closed_streams() -> None:
    """A caller that closed our standard streams wants silence, not a traceback."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - for the life of the process
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115


def _close_quietly(stream: TextIO) -> None:
    """Let the interpreter's own flush at exit find nothing to complain about."""
    try:
        stream.close()
    except BrokenPipeError:
        return


def _end_by(number: int) -> int:
    from nameplate.process.exit_status import ExitStatus  # noqa: PLC0415 - only after a child

    ExitStatus(128 + number, number).imitate()

"""The grammar: parsers made from commands, only for the group that is called."""

from argparse import ArgumentParser, HelpFormatter, RawDescriptionHelpFormatter
from collections.abc import Sequence
from typing import Any, NoReturn

from nameplate.cli.command import Command, option
from nameplate.cli.failures import usage
from nameplate.cli.groups import GROUPS, Group
from nameplate.config.catalogue import BY_NAME
from nameplate.config.kinds import FLAG

_EVERYWHERE = (
    option(
        "--output",
        "-o",
        choices=("json", "table", "tsv"),
        help="how the result is written (default: table on a terminal, else json)",
    ),
    option("--query", metavar="JMESPATH", help="what of the result is written"),
    option("--subscription", metavar="ID", help="the only subscription, by id or name"),
    option("--only-show-errors", action="store_true", help="write no warnings"),
    option("--home", metavar="FOLDER", help="the home (default: NAMEPLATE_HOME)"),
)


class Parser(ArgumentParser):
    """A parser that raises what is wrong, so that one place writes every error."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", _Formatter)
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        raise usage(f"{message}\nTry `{self.prog} --help`.")


class _Formatter(RawDescriptionHelpFormatter, HelpFormatter):
    """Descriptions as they are written, and room for long options."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=34, width=100)


def parser_for(word: str | None, version: str) -> Parser:
    """The parser that can read a command line whose first word is ``word``."""
    root = Parser(
        prog="nameplate",
        description="Managed identity for every app, wherever it runs.",
        epilog="example:\n  nameplate run -- python app.py",
    )
    root.add_argument("--version", action="version", version=f"nameplate {version}")
    words = root.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)
    for group in GROUPS:
        if group.word == word:
            _add_group(words, group)
        else:
            words.add_parser(group.word, help=group.summary, add_help=False)
    return root


def _add_group(words: Any, group: Group) -> None:
    commands = [one for one in group.commands() if one.words.split()[0] == group.word]
    if len(commands) == 1 and commands[0].words == group.word:
        _add_leaf(words, group.word, commands[0])
        return
    parser = words.add_parser(group.word, help=group.summary, description=group.summary)
    _add_branch(parser, commands, depth=1)


def _add_branch(parser: Any, commands: Sequence[Command], depth: int) -> None:
    """Add the commands below a word; those that share their next word become a branch."""
    words = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)
    by_word: dict[str, list[Command]] = {}
    for command in commands:
        by_word.setdefault(command.words.split()[depth], []).append(command)
    for word, below in by_word.items():
        if len(below) == 1 and len(below[0].words.split()) == depth + 1:
            _add_leaf(words, word, below[0])
        else:
            branch = words.add_parser(word, help=f"{word}: {_verbs(below, depth + 1)}")
            _add_branch(branch, below, depth + 1)


def _verbs(commands: Sequence[Command], depth: int) -> str:
    return ", ".join(dict.fromkeys(command.words.split()[depth] for command in commands))


def _add_leaf(words: Any, word: str, command: Command) -> None:
    parser = words.add_parser(
        word,
        help=command.summary,
        description=command.summary[:1].upper() + command.summary[1:] + ".",
        epilog=f"example:\n{_indented(command.example)}",
    )
    if command.takes_command:
        parser.usage = f"{parser.prog} [options] -- CMD [ARG ...]"
    for argument in (*command.arguments, *_EVERYWHERE):
        parser.add_argument(*argument.names, **argument.options)
    for name in command.setting_flags:
        _add_setting(parser, name)
    parser.set_defaults(leaf=command)


def _add_setting(parser: Parser, name: str) -> None:
    setting = BY_NAME[name]
    flag = "--route" if name == "routes" else setting.flag
    if setting.kind is FLAG:
        parser.add_argument(
            flag, dest=f"setting_{name}", action="store_const", const="true", help=setting.meaning
        )
        return
    repeated: dict[str, Any] = {"action": "append"} if name == "routes" else {}
    parser.add_argument(
        flag,
        dest=f"setting_{name}",
        metavar=name.rpartition("_")[2].upper(),
        help=f"{setting.meaning} ({setting.kind.accepts})",
        **repeated,
    )


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())

"""The table of command groups."""

from nameplate.cli.groups import GROUPS


def test_every_word_has_commands_that_begin_with_it() -> None:
    for group in GROUPS:
        assert any(command.words.split()[0] == group.word for command in group.commands())


def test_no_word_and_no_command_stands_twice() -> None:
    words = [group.word for group in GROUPS]
    assert len(words) == len(set(words))
    commands = {command.words: command for group in GROUPS for command in group.commands()}
    for group in GROUPS:
        for command in group.commands():
            assert commands[command.words] == command

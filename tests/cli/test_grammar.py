"""Every leaf of the command line: its help has an example that the grammar itself can read."""

import shlex

import pytest

from nameplate.cli.command import Command
from nameplate.cli.failures import CommandFailure
from nameplate.cli.grammar import parser_for
from nameplate.cli.groups import GROUPS

EVERY = {command.words: command for group in GROUPS for command in group.commands()}


def parse(line: str) -> object:
    words = shlex.split(line)
    own = words[: words.index("--")] if "--" in words else words
    return parser_for(own[0], "0").parse_args(own).leaf


@pytest.mark.parametrize("command", EVERY.values(), ids=EVERY)
def test_each_example_is_read_as_its_command(command: Command) -> None:
    for line in command.example.splitlines():
        plain = line.removeprefix('eval "$(').removesuffix(')"').partition(" > ")[0]
        assert plain.startswith(f"nameplate {command.words}")
        assert parse(plain.removeprefix("nameplate ")) == command


@pytest.mark.parametrize("command", EVERY.values(), ids=EVERY)
def test_each_help_shows_the_example(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    words = command.words.split()
    with pytest.raises(SystemExit) as caught:
        parser_for(words[0], "0").parse_args([*words, "--help"])
    assert caught.value.code == 0
    assert command.example.splitlines()[0] in capsys.readouterr().out


def test_output_and_query_are_accepted_last_on_every_leaf() -> None:
    for command in EVERY.values():
        first = command.example.splitlines()[0].removeprefix('eval "$(').removesuffix(')"')
        own = first.partition(" -- ")[0].removeprefix("nameplate ")
        found = parser_for(command.words.split()[0], "0").parse_args(
            [*shlex.split(own), "-o", "tsv", "--query", "name"]
        )
        assert (found.output, found.query) == ("tsv", "name")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "nothing",
        "keyvault",
        "keyvault secret",
        "keyvault secret sett",
        "keyvault create",
        "keyvault create --nam x",
        "group list -o yaml",
    ],
)
def test_wrong_words_are_wrong_usage_and_point_to_help(line: str) -> None:
    words = shlex.split(line)
    with pytest.raises(CommandFailure, match="--help") as caught:
        parser_for(words[0] if words else None, "0").parse_args(words)
    assert caught.value.status == 2


def test_options_take_several_values_as_in_az() -> None:
    found = parser_for("keyvault", "0").parse_args(
        shlex.split("keyvault set-policy -n v --app a --secret-permissions get list -o json")
    )
    assert found.secrets_permissions == ["get", "list"]


def test_a_setting_that_is_true_or_false_is_a_word_by_itself() -> None:
    found = parser_for("up", "0").parse_args(["up", "--allow-unknown-types"])
    assert found.setting_allow_unknown_types == "true"
    assert parser_for("up", "0").parse_args(["up"]).setting_allow_unknown_types is None

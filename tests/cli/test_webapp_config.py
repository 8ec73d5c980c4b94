"""``config/web``: shown, and changed in part."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.conftest import Nameplate

Made = Callable[..., Any]
CONFIG = ("webapp", "config")


def test_what_is_given_changes_and_the_rest_stays(made: Made) -> None:
    made("webapp", "create", "-n", "conf1")
    made(*CONFIG, "set", "-n", "conf1", "--always-on", "true", "--startup-file", "run.sh")
    generic = ("http20Enabled=true", '{"ftpsState": "Disabled"}')
    changed = made(*CONFIG, "set", "-n", "conf1", "--generic-configurations", *generic)
    shown = made(*CONFIG, "show", "-n", "conf1")
    for found in (changed, shown):
        assert (found["alwaysOn"], found["appCommandLine"]) == (True, "run.sh")
        assert (found["http20Enabled"], found["ftpsState"]) == (True, "Disabled")
        assert found["resourceGroup"] == "local"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--generic-configurations", "alwaysOn"),
        ("--generic-configurations", "{"),
        ("--always-on", "maybe"),
    ],
)
def test_nothing_or_nonsense_is_wrong_usage(nameplate: Nameplate, words: tuple[str, ...]) -> None:
    assert nameplate(*CONFIG, "set", "-n", "conf1", *words).status == 2

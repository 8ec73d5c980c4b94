"""Connection strings: with types, hidden where az hides them."""

from collections.abc import Callable
from typing import Any

from tests.cli.conftest import Nameplate

Made = Callable[..., Any]
STRINGS = ("webapp", "config", "connection-string")


def test_set_keeps_the_others_and_hides_values(made: Made, nameplate: Nameplate) -> None:
    made("webapp", "create", "-n", "strings1")
    made(*STRINGS, "set", "-n", "strings1", "-t", "sqlazure", "--settings", "DB=Server=x;A=b")
    ran = nameplate(*STRINGS, "set", "-n", "strings1", "-t", "Custom", "--settings", "OTHER=hush")
    assert "hush" not in ran.out + ran.err
    assert made(*STRINGS, "list", "-n", "strings1") == [
        {"name": "DB", "slotSetting": False, "type": "SQLAzure", "value": "Server=x;A=b"},
        {"name": "OTHER", "slotSetting": False, "type": "Custom", "value": "hush"},
    ]
    made(*STRINGS, "delete", "-n", "strings1", "--setting-names", "DB")
    assert [row["name"] for row in made(*STRINGS, "list", "-n", "strings1")] == ["OTHER"]

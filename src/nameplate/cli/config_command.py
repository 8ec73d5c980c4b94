"""``nameplate config show``: the effective settings and where each came from."""

from typing import Any, Final

from nameplate.cli.command import Command, Invocation
from nameplate.config.settings import effective


def show(call: Invocation) -> Any:
    """The settings as they hold; secrets are not shown."""
    return [
        {"name": line.name, "value": line.value, "origin": line.origin}
        for line in effective(call.settings)
    ]


COMMANDS: Final = (
    Command(
        "config show",
        "the effective settings, and where each came from",
        "nameplate config show -o table",
        show,
        (),
        ("Name=name", "Value=value", "Origin=origin"),
    ),
)

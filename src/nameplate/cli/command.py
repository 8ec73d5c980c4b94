"""What a command is: its words, its arguments, an example, and what it does."""

import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from nameplate.config.settings import Settings, load_settings

if TYPE_CHECKING:
    from nameplate.cli.connection import Connection
    from nameplate.cli.control_plane import ControlPlane


@dataclass(frozen=True, slots=True)
class Argument:
    """An option or a positional value, in the words of ``argparse``."""

    names: tuple[str, ...]
    options: Mapping[str, Any]


def option(*names: str, **options: Any) -> Argument:
    """An argument of a command."""
    return Argument(names, options)


class Ending(int):
    """An exit status that a command decides itself; a child's signal is negative."""


class EndedEarly(Exception):
    """A signal asked for the end before there was a child."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.ending = Ending(-number)


class Invocation:
    """One call of a command: its arguments, the settings, and the server that it uses."""

    def __init__(
        self,
        arguments: Namespace,
        environment: Mapping[str, str],
        closing: ExitStack,
        command: Sequence[str] = (),
    ) -> None:
        self.arguments = arguments
        self.environment = environment
        self.command = command
        """What stood behind ``--``."""
        self._closing = closing

    @cached_property
    def settings(self) -> Settings:
        """The effective settings."""
        given = vars(self.arguments)
        flags = {name: given.get(f"setting_{name}") for name in SETTING_FLAGS}
        return load_settings(self.environment, flags, home=given.get("home"))

    @cached_property
    def connection(self) -> "Connection":
        """The server: the running ``up``, or one for this command alone."""
        from nameplate.cli.connection import connect  # noqa: PLC0415 - not every command needs one

        own = bool(getattr(self.arguments, "fault", None))  # faults are for this command alone
        return self._closing.enter_context(
            connect(self.settings, on_refused=self.tell_refused, own=own)
        )

    @cached_property
    def plane(self) -> "ControlPlane":
        """The control plane of the subscription."""
        from nameplate.cli.control_plane import ControlPlane  # noqa: PLC0415

        connection = self.connection
        return ControlPlane(connection.api, connection.installation.subscription_id)

    @property
    def group(self) -> str:
        """``-g``, or the default group."""
        return getattr(self.arguments, "resource_group", None) or self.settings.default_group

    @property
    def location(self) -> str:
        """``-l``, or the default location."""
        return getattr(self.arguments, "location", None) or self.settings.default_location

    def tell_refused(self, host: str, reason: str) -> None:
        """Name a host that is not reached, and why."""
        self.warn(f"nameplate: refused: {reason if host in reason else f'{host}: {reason}'}")

    def warn(self, text: str) -> None:
        """Tell the person something beside the result."""
        if not getattr(self.arguments, "only_show_errors", False):
            print(text, file=sys.stderr, flush=True)


Action = Callable[[Invocation], Any]


@dataclass(frozen=True, slots=True)
class Command:
    """A leaf of the command line."""

    words: str
    """``keyvault secret set``."""
    summary: str
    example: str
    action: Action
    arguments: tuple[Argument, ...] = ()
    columns: tuple[str, ...] = ()
    """``Header=path`` of its table; empty: whatever is simple."""
    takes_command: bool = False
    """Whether ``-- CMD...`` stands at its end."""
    setting_flags: tuple[str, ...] = field(default=())
    """Settings that may be given as flags, by name."""


SETTING_FLAGS = (
    "host",
    "https_port",
    "token_port",
    "proxy_port",
    "portal_port",
    "port_base",
    "domain",
    "routes",
    "imds_app",
    "container_address",
    "allow_unknown_types",
    "token_lifetime",
    "msi2017_expires_on",
)

NAME = option("--name", "-n", required=True, metavar="NAME", help="its name")
GROUP = option(
    "--resource-group",
    "-g",
    metavar="GROUP",
    help="the resource group (default: the setting default_group)",
)
LOCATION = option(
    "--location", "-l", metavar="LOCATION", help="the region (default: default_location)"
)
TAGS = option("--tags", nargs="*", metavar="KEY=VALUE", help="tags; '' clears them")
YES = option("--yes", "-y", action="store_true", help="do not ask")

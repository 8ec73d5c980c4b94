"""``nameplate functionapp``: function apps. What they share with other apps is done there."""

from dataclasses import replace
from typing import Any, Final

from nameplate.cli import (
    functionapp_keys,
    webapp,
    webapp_config,
    webapp_connection_strings,
    webapp_deploy,
    webapp_identity,
    webapp_log,
    webapp_power,
    webapp_slot,
)
from nameplate.cli import webapp_settings as settings
from nameplate.cli.command import Command, Invocation
from nameplate.cli.control_plane import SITES, flattened
from nameplate.cli.scm import site_of

KIND: Final = "functionapp,linux"


def create(call: Invocation) -> Any:
    """Create a function app, or change what is given of one."""
    call.arguments.kind = KIND
    return webapp.create(call)


def up(call: Invocation) -> Any:
    """Create a function app if there is none, deploy a folder, and wait until it answers."""
    call.arguments.kind = KIND
    return webapp_deploy.up(call)


def list_all(call: Invocation) -> Any:
    """List function apps, of a group or all."""
    apps = call.plane.all_of(SITES, call.arguments.resource_group)
    return [flattened(app) for app in apps if "functionapp" in (app.get("kind") or "")]


def show(call: Invocation) -> Any:
    """Show a function app."""
    return flattened(site_of(call))


_OWN: Final = {"create": create, "up": up, "list": list_all}


def _as_function_app(command: Command) -> Command:
    words = command.words.replace("webapp", "functionapp", 1)
    return replace(
        command,
        words=words,
        summary=command.summary.replace("an app", "a function app").replace(
            "apps", "function apps"
        ),
        example=command.example.replace("nameplate webapp", "nameplate functionapp"),
        action=_OWN.get(words.removeprefix("functionapp "), command.action),
    )


COMMANDS: Final = (
    *(
        _as_function_app(command)
        for command in (
            *(*webapp.COMMANDS, *webapp_identity.COMMANDS, *settings.COMMANDS),
            *(
                *webapp_config.COMMANDS,
                *webapp_connection_strings.COMMANDS,
                *webapp_deploy.COMMANDS,
                *webapp_slot.COMMANDS,
                *webapp_log.COMMANDS,
                *webapp_power.COMMANDS,
            ),
        )
    ),
    *functionapp_keys.COMMANDS,
)

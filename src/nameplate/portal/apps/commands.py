"""Commands that are offered beside an app: they name that very app, its slot and its group."""

import shlex

from nameplate.portal.apps.app import App


def deploy_command(app: App, default_group: str) -> str:
    """What puts something in it."""
    if app.is_function:
        return f"nameplate functionapp deploy {_named(app, default_group)} --src-path app.zip"
    if app.slot:
        return f"nameplate webapp deploy {_named(app, default_group)} --type zip --src-path app.zip"
    return f"nameplate webapp up {_named(app, default_group)} --src ."


def run_command(app: App, default_group: str) -> str:
    """What runs something on one's machine as the app."""
    words = ["--app", app.name, *_where(app, default_group)]
    return f"nameplate run {shlex.join(words)} -- python app.py"


def policy_command(app: App, default_group: str) -> str:
    """What gives its identity a permission: by name where the name is enough."""
    by_name = app.principal_id and not _where(app, default_group)
    principals = (app.principal_id, *(each.principal_id for each in app.user_assigned))
    object_id = next((each for each in principals if each), "")
    whom = ("--app", app.name) if by_name else ("--object-id", object_id)
    command = "nameplate keyvault set-policy -n VAULT"
    return f"{command} {shlex.join(whom)} --secret-permissions get list"


def _named(app: App, default_group: str) -> str:
    return shlex.join(["-n", app.name, *_where(app, default_group)])


def _where(app: App, default_group: str) -> list[str]:
    """Its slot, and its group unless commands take that anyway."""
    slot = ["--slot", app.slot] if app.slot else []
    usual = app.group.casefold() == default_group.casefold()
    return [*slot, *([] if usual else ["-g", app.group])]

"""Every command group, once: grep finds all of them here; each is imported when it is called."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from nameplate.cli.command import Command

# ruff: noqa: PLC0415 - a group is imported when one of its commands runs, and no other


@dataclass(frozen=True, slots=True)
class Group:
    """A first word of the command line, and where its commands are."""

    word: str
    summary: str
    commands: Callable[[], Sequence[Command]]


def _run() -> Sequence[Command]:
    from nameplate.cli.run import COMMANDS

    return COMMANDS


def _server() -> Sequence[Command]:
    from nameplate.cli.server_commands import COMMANDS

    return COMMANDS


def _env() -> Sequence[Command]:
    from nameplate.cli.env import COMMANDS

    return COMMANDS


def _group() -> Sequence[Command]:
    from nameplate.cli.group import COMMANDS

    return COMMANDS


def _webapp() -> Sequence[Command]:
    from nameplate.cli.webapp import COMMANDS as WEBAPP
    from nameplate.cli.webapp_config import COMMANDS as CONFIG
    from nameplate.cli.webapp_connection_strings import COMMANDS as CONNECTION_STRINGS
    from nameplate.cli.webapp_deploy import COMMANDS as DEPLOY
    from nameplate.cli.webapp_identity import COMMANDS as IDENTITY
    from nameplate.cli.webapp_log import COMMANDS as LOG
    from nameplate.cli.webapp_power import COMMANDS as POWER
    from nameplate.cli.webapp_settings import COMMANDS as SETTINGS
    from nameplate.cli.webapp_slot import COMMANDS as SLOTS

    basic = (*WEBAPP, *IDENTITY, *CONFIG, *SETTINGS, *CONNECTION_STRINGS)
    return (*basic, *DEPLOY, *SLOTS, *LOG, *POWER)


def _functionapp() -> Sequence[Command]:
    from nameplate.cli.functionapp import COMMANDS

    return COMMANDS


def _identity() -> Sequence[Command]:
    from nameplate.cli.identity import COMMANDS as IDENTITY
    from nameplate.cli.identity_federation import COMMANDS as FEDERATION

    return (*IDENTITY, *FEDERATION)


def _keyvault() -> Sequence[Command]:
    from nameplate.cli.keyvault import COMMANDS as VAULT
    from nameplate.cli.keyvault_policy import COMMANDS as POLICY
    from nameplate.cli.keyvault_secret import COMMANDS as SECRET
    from nameplate.cli.keyvault_secret_deleted import COMMANDS as DELETED

    return (*VAULT, *POLICY, *SECRET, *DELETED)


def _role() -> Sequence[Command]:
    from nameplate.cli.role_assignment import COMMANDS as ASSIGNMENT
    from nameplate.cli.role_definition import COMMANDS as DEFINITION

    return (*ASSIGNMENT, *DEFINITION)


def _ad() -> Sequence[Command]:
    from nameplate.cli.ad import COMMANDS as PRINCIPALS
    from nameplate.cli.ad_app_role import COMMANDS as APP_ROLE
    from nameplate.cli.ad_group import COMMANDS as GROUP
    from nameplate.cli.ad_user import COMMANDS as USER

    return (*PRINCIPALS, *APP_ROLE, *USER, *GROUP)


def _deployment() -> Sequence[Command]:
    from nameplate.cli.deployment import COMMANDS as DEPLOYMENT
    from nameplate.cli.deployment_records import COMMANDS as RECORDS

    return (*DEPLOYMENT, *RECORDS)


def _resource() -> Sequence[Command]:
    from nameplate.cli.resource import COMMANDS

    return COMMANDS


def _provider() -> Sequence[Command]:
    from nameplate.cli.provider import COMMANDS

    return COMMANDS


def _account() -> Sequence[Command]:
    from nameplate.cli.account import COMMANDS as ACCOUNT
    from nameplate.cli.account_device_code import COMMANDS as DEVICE_CODE

    return (*ACCOUNT, *DEVICE_CODE)


def _audit() -> Sequence[Command]:
    from nameplate.cli.activity import COMMANDS as ACTIVITY
    from nameplate.cli.audit import COMMANDS as AUDIT

    return (*AUDIT, *ACTIVITY)


def _keys() -> Sequence[Command]:
    from nameplate.cli.keys import COMMANDS

    return COMMANDS


def _portal() -> Sequence[Command]:
    from nameplate.cli.portal import COMMANDS

    return COMMANDS


def _doctor() -> Sequence[Command]:
    from nameplate.cli.doctor import COMMANDS

    return COMMANDS


def _config() -> Sequence[Command]:
    from nameplate.cli.config_command import COMMANDS

    return COMMANDS


GROUPS: Final = (
    Group("run", "run any command as an app with a managed identity", _run),
    Group("up", "serve the whole platform in the foreground", _server),
    Group("down", "stop the server of this home", _server),
    Group("status", "what the server of this home serves; exit 0 only when it is ready", _server),
    Group("env", "the variables of `run`, for an IDE, a container, a debugger", _env),
    Group("webapp", "apps and their identities", _webapp),
    Group("functionapp", "function apps and their identities", _functionapp),
    Group("identity", "user-assigned identities", _identity),
    Group("keyvault", "vaults, their policies and secrets", _keyvault),
    Group("role", "roles, and who has them", _role),
    Group("ad", "principals, applications and people of the directory", _ad),
    Group("group", "resource groups", _group),
    Group("deployment", "templates: deployed, validated, previewed", _deployment),
    Group("resource", "resources of every type", _resource),
    Group("provider", "the namespaces that are served here", _provider),
    Group("account", "the subscription, and tokens to look at or to use", _account),
    Group("audit", "the trail, and least privilege from it", _audit),
    Group("keys", "the keys that sign tokens", _keys),
    Group("config", "the effective settings", _config),
    Group("portal", "open the portal in a browser, signed in as the operator", _portal),
    Group("doctor", "name the failing hop and its repair", _doctor),
)

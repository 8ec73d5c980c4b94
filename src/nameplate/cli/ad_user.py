"""``nameplate ad user`` and ``ad signed-in-user``: people of the directory."""

import sys
from typing import Any, Final
from urllib.parse import quote

from nameplate.cli.command import Command, Invocation, option
from nameplate.cli.failures import absent, usage
from nameplate.cli.graph import Graph, quoted


def create(call: Invocation) -> Any:
    """Let a person in."""
    arguments = call.arguments
    name = arguments.user_principal_name
    body = {
        "accountEnabled": True,
        "displayName": arguments.display_name,
        "mailNickname": arguments.mail_nickname or name.partition("@")[0],
        "userPrincipalName": name,
        "passwordProfile": {
            "password": _password(arguments.password),
            "forceChangePasswordNextSignIn": False,
        },
    }
    return _graph(call).post("users", body)


def update(call: Invocation) -> None:
    """Change what is given: a name, the password, whether they may sign in."""
    arguments, changes = call.arguments, dict[str, Any]()
    if arguments.display_name:
        changes["displayName"] = arguments.display_name
    if arguments.account_enabled is not None:
        changes["accountEnabled"] = arguments.account_enabled == "true"
    if arguments.password is not None:
        changes["passwordProfile"] = {"password": _password(arguments.password)}
    if not changes:
        raise usage("say what to change: --display-name, --account-enabled or --password")
    graph = _graph(call)
    graph.patch(f"users/{find_user(graph, arguments.id)['id']}", changes)


def member_groups(call: Invocation) -> Any:
    """The groups that a person is in, also through other groups."""
    graph = _graph(call)
    user = find_user(graph, call.arguments.id)
    return list(graph.list(f"users/{user['id']}/transitiveMemberOf"))


def signed_in(call: Invocation) -> Any:
    """Who runs this command."""
    return _graph(call).get("me")


def _password(given: str | None) -> str:
    """The password: of the option, of standard input (``-``), or asked for."""
    if given == "-":
        return sys.stdin.read().removesuffix("\n")
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise usage("there is no terminal to ask for the password at: use --password")
    from getpass import getpass  # noqa: PLC0415 - only when asked for

    return getpass("Password: ")


def list_all(call: Invocation) -> Any:
    """People."""
    name, condition = call.arguments.display_name, ""
    if name:
        condition = f"startswith(displayName,{quoted(name)})"
    if call.arguments.upn:
        condition = f"userPrincipalName eq {quoted(call.arguments.upn)}"
    return list(_graph(call).list("users", condition))


def show(call: Invocation) -> Any:
    """A person by object id or user principal name."""
    return find_user(_graph(call), call.arguments.id)


def delete(call: Invocation) -> None:
    """Let a person in no more."""
    graph = _graph(call)
    graph.delete(f"users/{find_user(graph, call.arguments.id)['id']}")


def find_user(graph: Graph, name: str) -> dict[str, Any]:
    """A person by object id or user principal name."""
    found = graph.find(f"users/{quote(name, safe='')}")
    if found is None:
        raise absent(f"there is no user '{name}'")
    return found


def _graph(call: Invocation) -> Graph:
    return Graph(call.connection.api)


_USER: Final = option("--id", required=True, metavar="USER", help="object id or principal name")
_PASSWORD: Final = option("--password", metavar="PASSWORD", help="the password; - is stdin")
_COLUMNS: Final = ("Name=displayName", "User=userPrincipalName", "Id=id")

COMMANDS: Final = (
    Command(
        "ad user create",
        "let a person in; without --password it asks for one",
        "nameplate ad user create --display-name Ada --user-principal-name ada@nameplate.localhost",
        create,
        (
            option("--display-name", required=True, metavar="NAME", help="what they are called"),
            option("--user-principal-name", required=True, metavar="NAME", help="how they sign in"),
            _PASSWORD,
            option("--mail-nickname", metavar="NAME", help="(default: that of the principal name)"),
        ),
        _COLUMNS,
    ),
    Command(
        "ad user list",
        "people",
        "nameplate ad user list -o table",
        list_all,
        (
            option("--display-name", metavar="NAME", help="whose name begins so"),
            option("--upn", metavar="NAME", help="the user of this principal name"),
        ),
        _COLUMNS,
    ),
    Command(
        "ad user show",
        "a person",
        "nameplate ad user show --id operator@nameplate.localhost",
        show,
        (_USER,),
        _COLUMNS,
    ),
    Command(
        "ad user delete",
        "let a person in no more",
        "nameplate ad user delete --id ada@nameplate.localhost",
        delete,
        (_USER,),
    ),
    Command(
        "ad user update",
        "change a person",
        "nameplate ad user update --id ada@nameplate.localhost --account-enabled false",
        update,
        (
            _USER,
            option("--display-name", metavar="NAME", help="what they are called"),
            option("--account-enabled", choices=("true", "false"), help="whether they may sign in"),
            _PASSWORD,
        ),
    ),
    Command(
        "ad user get-member-groups",
        "the groups that a person is in",
        "nameplate ad user get-member-groups --id ada@nameplate.localhost",
        member_groups,
        (_USER,),
        ("Name=displayName", "Id=id"),
    ),
    Command(
        "ad signed-in-user show",
        "who runs this command",
        "nameplate ad signed-in-user show",
        signed_in,
        (),
        _COLUMNS,
    ),
)

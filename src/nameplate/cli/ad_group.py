"""``nameplate ad group``: groups of the directory, and who is in them."""

from typing import Any, Final
from urllib.parse import quote

from nameplate.cli.command import Command, Invocation, option
from nameplate.cli.failures import absent
from nameplate.cli.graph import Graph, is_guid, quoted


def create(call: Invocation) -> Any:
    """Make a group."""
    arguments = call.arguments
    body = {
        "displayName": arguments.display_name,
        "mailNickname": arguments.mail_nickname,
        "mailEnabled": False,
        "securityEnabled": True,
    }
    if arguments.description:
        body["description"] = arguments.description
    return _graph(call).post("groups", body)


def list_all(call: Invocation) -> Any:
    """Groups."""
    name = call.arguments.display_name
    condition = f"startswith(displayName,{quoted(name)})" if name else ""
    return list(_graph(call).list("groups", condition))


def show(call: Invocation) -> Any:
    """A group."""
    return find_group(_graph(call), call.arguments.group)


def delete(call: Invocation) -> None:
    """Delete a group; its members stay."""
    _graph(call).delete(f"groups/{_id(call)}")


def list_members(call: Invocation) -> Any:
    """Who is in a group."""
    return list(_graph(call).list(f"groups/{_id(call)}/members"))


def add_member(call: Invocation) -> None:
    """Take somebody into a group."""
    graph = _graph(call)
    path = f"groups/{_id(call)}/members/$ref"
    graph.post(path, graph.reference(call.arguments.member_id))


def remove_member(call: Invocation) -> None:
    """Take somebody out of a group."""
    member = quote(call.arguments.member_id, safe="")
    _graph(call).delete(f"groups/{_id(call)}/members/{member}/$ref")


def check_member(call: Invocation) -> Any:
    """Say whether somebody is in a group, also through another group."""
    member, group_id = quote(call.arguments.member_id, safe=""), _id(call)
    path = f"directoryObjects/{member}/checkMemberGroups"
    return {"value": group_id in _graph(call).post(path, {"groupIds": [group_id]})["value"]}


def find_group(graph: Graph, name: str) -> dict[str, Any]:
    """A group by its object id or its name."""
    if is_guid(name) and (found := graph.find(f"groups/{name}")):
        return found
    for each in graph.list("groups", f"displayName eq {quoted(name)}"):
        return each
    raise absent(f"there is no group '{name}'")


def _id(call: Invocation) -> str:
    return str(find_group(_graph(call), call.arguments.group)["id"])


def _graph(call: Invocation) -> Graph:
    return Graph(call.connection.api)


_GROUP: Final = option(
    "--group", "-g", required=True, metavar="GROUP", help="the group's object id or name"
)
_MEMBER: Final = option("--member-id", required=True, metavar="ID", help="the object id of whom")
_COLUMNS: Final = ("Name=displayName", "Description=description", "Id=id")
_MEMBER_COLUMNS: Final = ("Name=displayName", "User=userPrincipalName", "Id=id")

COMMANDS: Final = (
    Command(
        "ad group create",
        "make a group of principals",
        "nameplate ad group create --display-name Operators --mail-nickname operators",
        create,
        (
            option("--display-name", required=True, metavar="NAME", help="what it is called"),
            option("--mail-nickname", required=True, metavar="NAME", help="its name without space"),
            option("--description", metavar="TEXT", help="what it is for"),
        ),
        _COLUMNS,
    ),
    Command(
        "ad group list",
        "groups of principals",
        "nameplate ad group list -o table",
        list_all,
        (option("--display-name", metavar="NAME", help="whose name begins so"),),
        _COLUMNS,
    ),
    Command(
        "ad group show",
        "a group",
        "nameplate ad group show -g Operators",
        show,
        (_GROUP,),
        _COLUMNS,
    ),
    Command(
        "ad group delete",
        "delete a group; its members stay",
        "nameplate ad group delete -g Operators",
        delete,
        (_GROUP,),
    ),
    Command(
        "ad group member list",
        "who is in a group",
        "nameplate ad group member list -g Operators -o table",
        list_members,
        (_GROUP,),
        _MEMBER_COLUMNS,
    ),
    *(
        Command(
            f"ad group member {verb}",
            summary,
            f"nameplate ad group member {verb} -g Operators "
            "--member-id 00000000-0000-0000-0000-000000000000",
            action,
            (_GROUP, _MEMBER),
        )
        for verb, summary, action in (
            ("add", "take somebody into a group", add_member),
            ("remove", "take somebody out of a group", remove_member),
            ("check", "say whether somebody is in a group", check_member),
        )
    ),
)

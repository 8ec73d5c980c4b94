"""``nameplate audit list``, ``explain`` and ``privilege``: what the portal shows of the trail."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from nameplate.cli.apps import APP, find_app
from nameplate.cli.command import Command, Invocation, option
from nameplate.cli.control_plane import VAULTS
from nameplate.cli.failures import absent, usage

FORMATS: Final = ("text", "nameplate", "az", "template")
_COLUMNS: Final = (
    "Id=sequence",
    "Time=time",
    "Outcome=outcome",
    "Action=action",
    "Principal=principal",
    "Resource=resource",
    "Reason=reason",
)


def list_events(call: Invocation) -> Any:
    """The newest events that pass the filters, the newest first."""
    top = call.arguments.top
    if not 1 <= top <= 200:
        raise usage("--top is 1 to 200; --before goes on from an event")
    return _page(call, _filters(call), limit=top, before=call.arguments.before)


def explain(call: Invocation) -> Any:
    """Why somebody was refused, and what would grant it."""
    sequence = call.arguments.id
    if sequence is None:
        found = _page(call, {**_filters(call), "result": "denied"}, limit=1)
        if not found:
            raise absent("the trail shows no refusal that fits")
        sequence = found[0]["sequence"]
    document = _get(call, f"/activity/{sequence}")
    if call.arguments.output or call.arguments.query:
        return document
    form = call.arguments.format
    if form == "text":
        return _explained(document)
    if not document["grants"]:
        call.warn("nameplate: there is nothing to grant: see --format text")
    return "".join(_worded(grant, form) for grant in document["grants"]) or None


def privilege(call: Invocation) -> Any:
    """What an app was granted and what it ever used, with the smaller grants."""
    app = find_app(call, call.arguments.app)
    document = _get(call, f"/privilege?{urlencode({'app': app['id']})}")
    if call.arguments.output or call.arguments.query:
        return document
    form = call.arguments.format
    smaller = [each["smaller"] for each in document["value"] if each["smaller"]]
    if form == "text":
        return "".join(_privileges(each, document["since"]) for each in document["value"]) or None
    if not smaller:
        call.warn(f"nameplate: '{app['name']}' has nothing that it does not use")
    if form == "template":
        templates = [each["template"] for found in smaller for each in found["templates"]]
        return "".join(f"{json.dumps(each, indent=2)}\n" for each in templates) or None
    return "".join(f"{found[form]}\n" for found in smaller) or None


def _page(
    call: Invocation, filters: Mapping[str, str], *, limit: int, before: int | None = None
) -> list[dict[str, Any]]:
    query = {**filters, "limit": str(limit)} | ({"before": str(before)} if before else {})
    found: list[dict[str, Any]] = _get(call, f"/activity?{urlencode(query)}")["value"]
    return found


def _get(call: Invocation, path: str) -> Any:
    return call.connection.api.get(f"{call.connection.admin}{path}")


def _filters(call: Invocation) -> dict[str, str]:
    arguments = call.arguments
    found = {
        "objectId": arguments.object_id,
        "resource": arguments.resource,
        "result": getattr(arguments, "result", None),
        "kind": getattr(arguments, "kind", None),
        "from": getattr(arguments, "from_time", None),
        "to": getattr(arguments, "to_time", None),
    }
    if arguments.app:
        found["app"] = find_app(call, arguments.app)["id"]
    if arguments.vault_name:
        vault = call.plane.find(VAULTS, arguments.vault_name, None, call.settings.default_group)
        found["resource"] = vault["id"]
    return {name: value for name, value in found.items() if value}


def _explained(document: Mapping[str, Any]) -> str:
    event, then, now = document["event"], document["then"], document["now"]
    who = event["principal"] or event["objectId"] or "somebody unknown"
    lines = [f"{event['time']}  {event['action']}  {event['outcome']}  {who}", "", then["reason"]]
    lines += _claims(document["token"])
    lines += _looked("Looked at then:", then["looked"], recorded=then["recorded"])
    if now is not None:
        lines += ["", f"As of now it would be {now['outcome']}: {now['reason']}"]
        if now["looked"] != then["looked"]:
            lines += _looked("Looked at now:", now["looked"], recorded=True)
    if not document["shown"]:
        lines += ["", "What it rests on is not shown: your roles do not let you read it."]
    for grant in document["grants"]:
        lines += ["", f"What would grant it: {grant['summary']}", *_indented(grant["nameplate"])]
        lines += ["or with az:", *_indented(grant["az"])]
        lines += ["or as a template: nameplate audit explain --format template"]
    return "\n".join(lines) + "\n"


def _claims(token: Mapping[str, Any]) -> list[str]:
    if not token["claims"]:
        return []
    rows = [f"  {name}: {_shown(value)}" for name, value in token["claims"].items()]
    return ["", "The token said:", *rows]


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _looked(title: str, looked: Iterable[Mapping[str, Any]] | None, *, recorded: bool) -> list[str]:
    if looked is None:
        return []
    rows = [
        f"  {each['gives']} at {each['scope']} (to {each['holder']}): {each['verdict']}"
        for each in looked
    ]
    nothing = "nothing names it or a group that it is in" if recorded else "not recorded"
    return ["", title, *(rows or [f"  {nothing}"])]


def _indented(text: str) -> list[str]:
    return [f"  {line}" for line in text.splitlines()]


def _worded(grant: Mapping[str, Any], form: str) -> str:
    if form == "template":
        return f"{json.dumps(grant['template'], indent=2)}\n"
    return f"{grant[form]}\n"


def _privileges(found: Mapping[str, Any], since: str | None) -> str:
    lines = [f"{found['displayName'] or found['objectId']} ({found['objectId']}), since {since}"]
    lines += [
        f"  {policy['vaultId'].rpartition('/')[2]}: {_kind(kind)}"
        for policy in found["policies"]
        for kind in policy["kinds"]
    ]
    lines += [_role(role) for role in found["roles"]]
    if not found["policies"] and not found["roles"]:
        lines.append("  nothing was granted to it")
    lines += [
        f"  refused: {each['kind']} {' '.join(each['names'])} at {each['scope']}"
        for each in found["refused"]
    ]
    if found["smaller"]:
        lines += ["", "What would be enough:", *_indented(found["smaller"]["nameplate"])]
        lines += [f"  ({note})" for note in found["smaller"]["notes"]]
    return "\n".join(lines) + "\n"


def _kind(kind: Mapping[str, Any]) -> str:
    def words(names: Sequence[str]) -> str:
        return " ".join(names) or "nothing"

    return (
        f"{kind['kind']} granted {words(kind['granted'])}; used {words(kind['used'])}; "
        f"never used {words(kind['unused'])}"
    )


def _role(role: Mapping[str, Any]) -> str:
    verdicts = {
        "fits": "used, and none smaller would do",
        "smaller": f"used; enough would be {', '.join(role['enough'])}",
        "unused": "never used",
        "unknown": "gives reading, which leaves no line in the trail",
    }
    through = f", through the group {role['throughGroup']}" if role["throughGroup"] else ""
    return f"  {role['role']} at {role['scope']}{through}: {verdicts[role['verdict']]}"


_WHOSE: Final = (
    APP,
    option("--object-id", metavar="ID", help="only of this principal"),
    option("--vault-name", metavar="VAULT", help="only at this vault"),
    option("--resource", metavar="ID", help="only on this resource or audience"),
)

COMMANDS: Final = (
    Command(
        "audit list",
        "events by app, vault, result and time, the newest first",
        "nameplate audit list --app web1 --result denied",
        list_events,
        (
            *_WHOSE,
            option("--result", metavar="RESULT", help="allowed, denied, learned or failed"),
            option("--kind", metavar="KIND", help="token, decision, change or sign-in"),
            option("--from", dest="from_time", metavar="TIME", help="not before"),
            option("--to", dest="to_time", metavar="TIME", help="before"),
            option("--before", type=int, metavar="ID", help="older than this event"),
            option("--top", type=int, default=50, metavar="N", help="how many (50)"),
        ),
        _COLUMNS,
    ),
    Command(
        "audit explain",
        "why somebody was refused, and what would grant it",
        "nameplate audit explain --app web1",
        explain,
        (
            option("--id", type=int, metavar="ID", help="the event; default: the last refusal"),
            *_WHOSE,
            option("--format", choices=FORMATS, default="text", help="default: text"),
        ),
    ),
    Command(
        "audit privilege",
        "what an app was granted and ever used, and what would be enough",
        "nameplate audit privilege --app web1",
        privilege,
        (
            option("--app", required=True, metavar="APP", help="the app"),
            option("--format", choices=FORMATS, default="text", help="default: text"),
        ),
    ),
)

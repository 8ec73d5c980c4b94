"""What the list is narrowed to: read from the address, asked of the API, kept in every link."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from nameplate.portal.searched import named_like
from nameplate.portal.visit import Visit
from nameplate.portal.wires.arm import GENERIC, literal

RESULTS: Final = (
    ("", "Any result"),
    ("denied", "Denied"),
    ("allowed", "Allowed"),
    ("learned", "Learned"),
    ("failed", "Failed"),
)
KINDS: Final = (
    ("", "Any kind"),
    ("token", "Tokens"),
    ("decision", "Decisions"),
    ("change", "Changes"),
    ("sign-in", "Sign-ins"),
)
_NAMES: Final = ("app", "vault", "result", "kind", "from", "to")
_LONGEST: Final = 100
_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_LOCAL_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person typed, and what it means."""

    given: Mapping[str, str]
    options: Mapping[str, str] = field(default_factory=dict)
    """For the API."""
    problem: str = ""
    """What could not be found."""

    @property
    def any(self) -> bool:
        return any(self.given.values())


async def filters_of(visit: Visit) -> Filters:
    """Those of a request."""
    given = {name: visit.query.get(name, "").strip()[:_LONGEST] for name in _NAMES}
    options = {
        "result": _known(given["result"], RESULTS),
        "kind": _known(given["kind"], KINDS),
        "from": _moment(given["from"]),
        "to": _moment(given["to"]),
    }
    problem = ""
    if _GUID.fullmatch(given["app"]):
        options["objectId"] = given["app"]
    elif given["app"]:
        options["app"] = await _found(visit, "Microsoft.Web/sites", given["app"])
        problem = "" if options["app"] else f"There is no app '{given['app']}' that you may see."
    if given["vault"]:
        options["resource"] = await _found(visit, "Microsoft.KeyVault/vaults", given["vault"])
        if not options["resource"]:
            problem = f"There is no vault '{given['vault']}' that you may see."
    return Filters(given, {name: each for name, each in options.items() if each}, problem)


async def _found(visit: Visit, kind: str, name: str) -> str:
    """The ARM id of what has a name; empty when nothing has that is seen.

    The part of a name is what a database looks for; of what has it, one is called so.
    """
    wanted = f"{named_like(kind, name)} and name eq {literal(name)}"
    path = f"{visit.place.subscription}/resources"
    page = await visit.arm.page(path, GENERIC, size=1, filter=wanted)
    return next((str(each["id"]) for each in page.items), "")


def _known(text: str, choices: tuple[tuple[str, str], ...]) -> str:
    return text if any(text == key for key, _ in choices) else ""


def _moment(text: str) -> str:
    """A time of a form, which is in UTC; what is none filters nothing."""
    return f"{text}Z" if _LOCAL_TIME.fullmatch(text) else ""

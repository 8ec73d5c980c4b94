"""What is asked for, read once from the query: nothing behind this sees a query."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from nameplate.core.errors import BadRequest
from nameplate.edge.http import Query
from nameplate.managed_identity.selectors import Selector, read_selector

_RESOURCE_LIMIT: Final = 2_000


@dataclass(frozen=True, slots=True)
class TokenQuestion:
    """A request for a token."""

    resource: str
    """Verbatim: it becomes the audience and is echoed."""
    selector: Selector | None


def read_api_version(query: Query, accepted: Collection[str]) -> str:
    """The api-version. Raises BadRequest that names the accepted ones."""
    given = only_value(query.items(), "api-version")
    names = " and ".join(accepted)
    if given is None:
        raise BadRequest(
            "MissingApiVersion",
            f"The api-version query parameter is missing. Accepted: {names}.",
        )
    if given not in accepted:
        raise BadRequest(
            "UnknownApiVersion",
            f"The api-version '{given[:50]}' is not supported. Accepted: {names}.",
        )
    return given


def read_question(query: Query) -> TokenQuestion:
    """Resource and selector. Raises BadRequest that names the parameter."""
    return question_of(query.items())


def question_of(pairs: Sequence[tuple[str, str]]) -> TokenQuestion:
    """The same from the pairs of a query or of a form."""
    resource = only_value(pairs, "resource")
    if not resource:
        raise BadRequest("MissingResource", "The resource query parameter is missing.")
    if len(resource) > _RESOURCE_LIMIT:
        message = f"The resource query parameter is longer than {_RESOURCE_LIMIT} characters."
        raise BadRequest("InvalidResource", message)
    return TokenQuestion(resource, read_selector(pairs))


def only_value(pairs: Sequence[tuple[str, str]], name: str) -> str | None:
    """The one value of a parameter, its name in any case. Raises BadRequest for several."""
    values = [value for key, value in pairs if key.lower() == name]
    if len(values) > 1:
        raise BadRequest("DoubledParameter", f"The {name} query parameter is given more than once.")
    return values[0] if values else None

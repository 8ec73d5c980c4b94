"""Nested deployments: a template in a template, written there or linked to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from nameplate.template.document.bodies import evaluated, foreseen
from nameplate.template.document.instances import Instance
from nameplate.template.document.sections import member_of, placed, spelled
from nameplate.template.errors import ExpressionFault, validation_failed
from nameplate.template.functions.words import is_object, is_text
from nameplate.template.references import References
from nameplate.template.secrets import reveal

if TYPE_CHECKING:
    from nameplate.template.document.bound import BoundTemplate


@dataclass(frozen=True, slots=True)
class Link:
    """Where a linked template (or its parameters) is to be had; somebody else fetches it."""

    uri: str = ""
    relative_path: str = ""
    """Relative to where the template around it came from."""
    id: str = ""
    """Of a template spec."""
    query_string: str = field(default="", repr=False)
    content_version: str = ""


class LinkedTemplates(Protocol):
    """Where linked templates come from: files beside the first one, hosts that are allowed."""

    async def fetch(self, link: Link) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Nested:
    """A nested deployment, ready to be bound by whoever deploys it."""

    id: str
    name: str
    scope: str
    """The id of what it is deployed to."""
    mode: str
    location: str | None
    template: Any = field(repr=False)
    """The template's document; ``None`` where ``link`` says where it is."""
    link: Link | None
    parameters: Mapping[str, Any] = field(repr=False)
    """As ``Template.bind`` takes them; secrets in them are ``Concealed``."""
    parameters_link: Link | None = None
    outer: "BoundTemplate | None" = field(default=None, repr=False)
    """The template that its expressions belong to; ``None`` where they are its own."""
    copies: Mapping[str, int] = field(default_factory=dict)


def read_nested(
    instance: Instance, references: References | None, *, outer: "BoundTemplate | None"
) -> Nested:
    """Read a nested deployment. Raises ``ExpressionFault``."""
    return _nested(instance, evaluated(instance, references), outer)


def foresee_nested(
    instance: Instance, references: References, *, outer: "BoundTemplate | None"
) -> tuple[Nested, bool]:
    """The same as far as ``references`` tell it; in its parameters the rest stands as written."""
    body, whole = foreseen(instance, references)
    return _nested(instance, body, outer), whole


def _nested(instance: Instance, body: Any, outer: "BoundTemplate | None") -> Nested:
    properties = member_of(body, "properties")
    if not is_object(properties):
        raise ExpressionFault("The nested deployment has no 'properties'")
    template = member_of(properties, "template")
    link = _link(member_of(properties, "templateLink"))
    if (template is None) == (link is None):
        mark = instance.mark
        raise validation_failed(
            f"The nested deployment '{instance.name}' at line '{mark.line}' and column "
            f"'{mark.column}' is not valid: it must have either 'template' or 'templateLink'. "
            "Please see https://aka.ms/arm-linked-templates for usage details.",
            mark,
        )
    parameters = member_of(properties, "parameters") or {}
    if not is_object(parameters):
        raise ExpressionFault("The 'parameters' of the nested deployment must be an object")
    own = outer if link is None else None
    return Nested(
        id=instance.id,
        name=instance.name,
        scope=instance.scope,
        mode=str(member_of(properties, "mode") or "Incremental"),
        location=member_of(body, "location"),
        template=None if template is None else placed(template, "properties.template"),
        link=link,
        parameters={} if own else parameters,
        parameters_link=_link(member_of(properties, "parametersLink")),
        outer=own,
        copies=instance.frame.copies if own else {},
    )


def _link(value: Any) -> Link | None:
    if not is_object(value) or not value:
        return None
    parts = {
        name: reveal(member_of(value, name)) or ""
        for name in ("uri", "relativePath", "id", "queryString", "contentVersion")
    }
    for name, part in parts.items():
        if not is_text(part):
            raise ExpressionFault(f"The '{name}' of a link must be a string")
    if not any(parts[name] for name in ("uri", "relativePath", "id")):
        key = spelled(value, "uri") or "uri"
        raise ExpressionFault(f"The '{key}' of a link must have a value")
    return Link(
        uri=parts["uri"],
        relative_path=parts["relativePath"],
        id=parts["id"],
        query_string=parts["queryString"],
        content_version=parts["contentVersion"],
    )

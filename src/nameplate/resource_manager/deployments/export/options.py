"""What the body of ``exportTemplate`` asks for (``ExportTemplateRequest``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from nameplate.core.errors import BadRequest

_ALL: Final = "*"
_KNOWN: Final = (
    "IncludeParameterDefaultValue",
    "IncludeComments",
    "SkipResourceNameParameterization",
    "SkipAllParameterization",
    "None",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """Which resources, and how."""

    ids: tuple[str, ...] | None
    """``None``: all of the group."""
    defaults: bool
    comments: bool
    literal: bool

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> "ExportOptions":
        """Raises BadRequest."""
        if str(body.get("outputFormat") or "Json").lower() != "json":
            raise _invalid(
                "'outputFormat' can only be 'Json' here: Bicep's compiler makes the other."
            )
        chosen = {each.strip().lower() for each in str(body.get("options") or "").split(",")} - {""}
        unknown = chosen - {each.lower() for each in _KNOWN}
        if unknown:
            raise _invalid(f"'{min(unknown)[:100]}' is none of the options {', '.join(_KNOWN)}.")
        return cls(
            ids=_ids(body.get("resources")),
            defaults="includeparameterdefaultvalue" in chosen,
            comments="includecomments" in chosen,
            literal=bool(chosen & {"skipresourcenameparameterization", "skipallparameterization"}),
        )


def _ids(given: Any) -> tuple[str, ...] | None:
    if given is None or given == [_ALL]:
        return None
    if not isinstance(given, list) or not given or not all(isinstance(e, str) for e in given):
        raise _invalid("'resources' is ['*'] or a list of resource ids.")
    return tuple(given)


def _invalid(message: str) -> BadRequest:
    return BadRequest("InvalidRequestContent", message)

"""The paths of the token endpoint's listener, and which source each belongs to.

Clients of Cloud Shell and of the metadata service show no secret, so that the address they are
given holds it: ``/cloudshell/SECRET/oauth2/token``. An Arc agent's clients prove themselves by a
file, and the address only says whose.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final


class Source(Enum):
    """Whose protocol a path speaks."""

    APP_SERVICE = auto()
    AZURE_ML = auto()
    CLOUD_SHELL = auto()
    IMDS = auto()
    ARC = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True)
class Addressed:
    """A path taken apart."""

    source: Source
    word: str | None
    """What stands in it for the workload, in upper case: its secret, or with Arc its binding.

    Some clients send every URL in lower case.
    """
    rest: str
    """The path as the real service has it."""


_SHAPES: Final = (
    (Source.APP_SERVICE, re.compile(r"()(/+msi/token/*)", re.IGNORECASE)),
    (Source.AZURE_ML, re.compile(r"()(/+azureml/msi/token/*)", re.IGNORECASE)),
    (Source.IMDS, re.compile(r"()(/+metadata(?:/.*)?)", re.IGNORECASE)),
    (Source.CLOUD_SHELL, re.compile(r"/+cloudshell/([0-9A-Za-z]+)(/.*)", re.IGNORECASE)),
    (Source.IMDS, re.compile(r"/+imds/([0-9A-Za-z]+)(/.*)", re.IGNORECASE)),
    (Source.ARC, re.compile(r"/+arc/([0-9A-Za-z-]+)(/.*)", re.IGNORECASE)),
)


def addressed(path: str) -> Addressed:
    """Whose a path is, by its beginning."""
    for source, shape in _SHAPES:
        found = shape.fullmatch(path)
        if found is not None:
            return Addressed(source, found[1].upper() or None, found[2])
    return Addressed(Source.NONE, None, path)


def shown(path: str) -> str:
    """A path without the word in it, and nothing at all of one that is nobody's."""
    at = addressed(path)
    return "" if at.source is Source.NONE else f"{at.source.name.lower()}:{at.rest}"

"""What a function of the language is: a described value of the one registry.

A function says its name, what it does in a line, how many arguments it takes and where it may
stand. What it computes is a plain Python function over plain values.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from nameplate.template.errors import ExpressionFault
from nameplate.template.language.frame import Place

EVERYWHERE: Final = frozenset(Place)
DOCUMENT: Final = EVERYWHERE - {Place.USER_FUNCTION}
RUN_TIME: Final = frozenset((Place.BODY, Place.OUTPUT))


class Sees(Enum):
    """What a function is handed."""

    VALUES = auto()
    """Its arguments, evaluated."""
    FRAME = auto()
    """The frame, then the same."""
    NODES = auto()
    """The frame and the call itself: it evaluates what it needs (``if``, lambdas)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One function of the template language."""

    name: str
    family: str
    summary: str
    apply: Callable[..., Any]
    least: int = 0
    most: int | None = None
    """``None`` is any number."""
    sees: Sees = Sees.VALUES
    places: frozenset[Place] = EVERYWHERE
    carries: bool = False
    """Whether it only moves values: then hidden ones stay hidden where they are."""
    holds: bool = False
    """Whether it does so even with an argument that is itself hidden."""
    run_time: bool = False
    """Whether it asks a deployed resource."""
    deep: bool = False
    """Whether it goes through its arguments to their last leaf."""
    slow: bool = False
    """Whether it goes through texts letter by letter, by rules of its own."""
    weighed: bool = True
    """Whether its result counts against the template's budget; looking a value up makes none."""
    few: str = ""
    """The whole sentence for too few arguments, where Azure has one of its own."""

    def check(self, count: int) -> None:
        """Refuse a wrong number of arguments, in Azure's words."""
        if count >= self.least and (self.most is None or count <= self.most):
            return
        if self.few:
            raise ExpressionFault(self.few)
        if self.most is None:
            raise ExpressionFault(
                f"Unable to evaluate template language function '{self.name}'. At least "
                f"{_COUNTS[self.least]} should be provided. Please see "
                "https://aka.ms/arm-template-expressions for usage details."
            )
        wanted = (
            f"requires {self.least}"
            if self.most == self.least
            else f"requires between {self.least} and {self.most}"
        )
        raise ExpressionFault(
            f"Unable to evaluate template language function '{self.name}': function {wanted} "
            f"argument(s) while {count} were provided. Please see "
            f"https://aka.ms/arm-template-expressions/#{self.name} for usage details."
        )

    def misplaced(self, name: str) -> str:
        """The sentence for a function that stands where it may not."""
        return (
            f"The template function '{name}' is not expected at this location. Please see "
            "https://aka.ms/arm-functions for usage details"
        )


_COUNTS: Final = {
    0: "no parameter",
    1: "one parameter",
    2: "two parameter",
    3: "3 parameters",
}

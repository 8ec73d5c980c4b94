"""How much one template may compute: evaluation is bounded in time and memory."""

from collections.abc import Iterable
from typing import Any, Final

from nameplate.template.errors import ExpressionFault
from nameplate.template.json_writer import TooLarge, node_count

STEPS: Final = 1_000_000
CHARACTERS: Final = 64 * 1024 * 1024
TEXT_LENGTH: Final = 4 * 1024 * 1024
VALUE_SIZE: Final = 200_000
DEPTH: Final = 120
_FAST: Final = 6
_SLOW: Final = 2
"""A step is worth so many letters (two to this power)."""


class Budget:
    """What is left of the steps and characters that a template has."""

    __slots__ = ("_characters", "_depth", "_limits", "_steps")

    def __init__(self, *, steps: int = STEPS, characters: int = CHARACTERS) -> None:
        self._limits = (steps, characters)
        self._steps = steps
        self._characters = characters
        self._depth = 0

    def enter(self) -> None:
        """Begin a call: it counts as a step and as a level."""
        self.spend(1)
        self._depth += 1
        if self._depth > DEPTH:
            raise ExpressionFault(
                f"The evaluation of the template's expressions exceeds the limit of '{DEPTH}' "
                "nested calls"
            )

    def leave(self) -> None:
        self._depth -= 1

    def spend(self, steps: int) -> None:
        """Count steps that are no calls: what a function goes through."""
        self._steps -= steps
        if self._steps < 0:
            raise _out_of_steps(self._limits[0])

    def charge(self, arguments: Iterable[Any], *, deep: bool, slow: bool = False) -> None:
        """Count what a function is given: it will go through it, at least through its first level.

        What is too large to be counted is too large to be gone through.
        """
        for argument in arguments:
            if isinstance(argument, str):
                self.spend(len(argument) >> (_SLOW if slow else _FAST))
            elif isinstance(argument, dict | list):
                self.spend(self._size(argument) >> 2 if deep else len(argument) >> 3)

    def _size(self, value: Any) -> int:
        try:
            return node_count(value, VALUE_SIZE)
        except TooLarge:
            raise _too_large() from None

    def weigh(self, value: Any) -> None:
        """Count a value that a function made."""
        if isinstance(value, str):
            self._characters -= len(value)
            if len(value) > TEXT_LENGTH or self._characters < 0:
                raise ExpressionFault(
                    "The evaluation of the template's expressions exceeds the limit of "
                    f"'{TEXT_LENGTH}' characters in a string or '{self._limits[1]}' in all"
                )
        elif isinstance(value, dict | list):
            self.spend(self._size(value) >> 2)


def _out_of_steps(limit: int) -> ExpressionFault:
    return ExpressionFault(
        f"The evaluation of the template's expressions exceeds the limit of '{limit}' steps"
    )


def _too_large() -> ExpressionFault:
    return ExpressionFault(f"A value of the template exceeds the limit of '{VALUE_SIZE}' elements")


def check_length(length: int) -> None:
    """Refuse to begin a text that would be too long."""
    if length > TEXT_LENGTH:
        raise ExpressionFault(f"A string of '{length}' characters exceeds '{TEXT_LENGTH}'")

"""How much one template may compute: evaluation is bounded in time and memory."""

from typing import Any, Final

from nameplate.template.errors import ExpressionFault
from nameplate.template.json_writer import TooLarge, node_count

STEPS: Final = 2_000_000
CHARACTERS: Final = 64 * 1024 * 1024
TEXT_LENGTH: Final = 4 * 1024 * 1024
VALUE_SIZE: Final = 200_000
DEPTH: Final = 120


class Budget:
    """What is left of the steps and characters that a template has."""

    __slots__ = ("_characters", "_depth", "_steps")

    def __init__(self, *, steps: int = STEPS, characters: int = CHARACTERS) -> None:
        self._steps = steps
        self._characters = characters
        self._depth = 0

    def enter(self) -> None:
        """Begin a call: it counts as a step and as a level."""
        self._steps -= 1
        self._depth += 1
        if self._steps < 0:
            raise ExpressionFault(
                f"The evaluation of the template's expressions exceeds the limit of '{STEPS}' steps"
            )
        if self._depth > DEPTH:
            raise ExpressionFault(
                f"The evaluation of the template's expressions exceeds the limit of '{DEPTH}' "
                "nested calls"
            )

    def leave(self) -> None:
        self._depth -= 1

    def weigh(self, value: Any) -> None:
        """Count a value that a function made."""
        if isinstance(value, str):
            self._characters -= len(value)
            if len(value) > TEXT_LENGTH or self._characters < 0:
                raise ExpressionFault(
                    "The evaluation of the template's expressions exceeds the limit of "
                    f"'{TEXT_LENGTH}' characters in a string or '{CHARACTERS}' in all"
                )
        elif isinstance(value, dict | list):
            try:
                self._steps -= node_count(value, VALUE_SIZE) >> 3
            except TooLarge:
                raise ExpressionFault(
                    f"A value of the template exceeds the limit of '{VALUE_SIZE}' elements"
                ) from None


def check_length(length: int) -> None:
    """Refuse to begin a text that would be too long."""
    if length > TEXT_LENGTH:
        raise ExpressionFault(f"A string of '{length}' characters exceeds '{TEXT_LENGTH}'")

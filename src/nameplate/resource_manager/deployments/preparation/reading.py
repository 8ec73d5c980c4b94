"""Reading a request's content member by member, in any casing, with a place for each refusal.

The wording is that of ARM's deserializer: what was found, then path, line and position.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from nameplate.core.errors import BadRequest
from nameplate.resource_manager.refusals import invalid_content
from nameplate.template.document.sections import placed, spelled
from nameplate.template.errors import InvalidTemplate, located
from nameplate.template.marks import JsonObject, Mark, mark_of, member

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Part:
    """An object of the content; ``what`` is the name of its type."""

    given: JsonObject
    what: str

    def within(self, known: Collection[str]) -> "Part":
        """The same, refused when it has a member that its type has not."""
        names = {name.lower() for name in known}
        for name in self.given:
            if name.lower() not in names:
                words = f"Could not find member '{name[:_SHOWN]}' on object of type '{self.what}'."
                raise _fault(words, self._mark(name))
        return self

    def has(self, name: str) -> bool:
        """Whether a member is there and not null."""
        return self._value(name) is not None

    def text(self, name: str) -> str | None:
        """A member that is a string."""
        value = self._value(name)
        if value is None or isinstance(value, str):
            return value
        raise self.not_convertible(name, "String")

    def object(self, name: str) -> JsonObject | None:
        """A member that is an object, as it is."""
        value = self._value(name)
        if value is None or isinstance(value, JsonObject):
            return value
        raise self.not_convertible(name, "Object")

    def optional(self, name: str, what: str) -> "Part | None":
        """A member that is an object of a type."""
        value = self._value(name)
        if value is None:
            return None
        if not isinstance(value, JsonObject):
            raise self.not_convertible(name, what)
        return Part(value, what)

    def required(self, name: str, what: str) -> "Part":
        """The same, refused when it is not there."""
        found = self.optional(name, what)
        if found is None:
            raise self.fault(f"Required property '{name[:_SHOWN]}' not found in JSON.")
        return found

    def fault(self, words: str) -> BadRequest:
        """A refusal of the object."""
        return _fault(words, self.given.mark)

    def not_convertible(self, name: str, what: str) -> BadRequest:
        """A refusal of a member's value."""
        value = self._value(name)
        shown = _shown(value)
        mark = self._mark(spelled(self.given, name) or name)
        return _fault(f"Error converting value {shown[:_SHOWN]} to type '{what}'.", mark)

    def _mark(self, key: str) -> Mark:
        """The place of a member; of content that no reader saw, the path alone is known."""
        found = mark_of(self.given, key)
        return Mark(found.line, found.column, member(self.given.path, key))

    def _value(self, name: str) -> Any:
        key = spelled(self.given, name)
        return None if key is None else self.given[key]


def part(body: Mapping[str, Any], what: str, known: Collection[str]) -> Part:
    """The content itself: with its places when the reader that keeps them read it."""
    try:
        return Part(placed(body), what).within(known)
    except InvalidTemplate as fault:
        raise invalid_content(fault.message) from None


def _fault(words: str, mark: Mark) -> BadRequest:
    return invalid_content(located(words, mark).removesuffix("."))


def _shown(value: Any) -> str:
    """A value as JSON has it; what is no text, number or truth is left out."""
    if isinstance(value, str | bool):
        return orjson.dumps(value).decode()
    return str(value) if isinstance(value, int | float) else "..."

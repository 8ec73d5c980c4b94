"""A value that must not be seen: it has a redacted ``repr`` and is revealed only on purpose."""

from typing import Final, NoReturn

REDACTED: Final = "SecretValue(***)"


class SecretValue:
    """Text that never reaches a log, an error or a history.

    ``reveal()`` is the one way to the text, so that grep finds every place where it leaves.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text itself."""
        return self._text

    def __repr__(self) -> str:
        return REDACTED

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return REDACTED

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SecretValue) and other._text == self._text

    def __hash__(self) -> int:
        return hash((SecretValue, self._text))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a SecretValue is not pickled: what is pickled can be read")

"""The fields of a form that was sent."""

from collections.abc import Iterator, Sequence


class Form:
    """Text by name, trimmed; files apart."""

    def __init__(
        self, fields: Sequence[tuple[str, str]], files: Sequence[tuple[str, bytes]] = ()
    ) -> None:
        self._fields = tuple(fields)
        self._files = tuple(files)

    def text(self, name: str, default: str = "") -> str:
        """The first value of a field, without blanks around it."""
        return self.raw(name, default).strip()

    def raw(self, name: str, default: str = "") -> str:
        """The first value exactly: for secrets and documents. Lines end with a line feed."""
        for key, value in self._fields:
            if key == name:
                return value.replace("\r\n", "\n")
        return default

    def every(self, name: str) -> list[str]:
        """All values of a field: boxes that were ticked."""
        return [value.strip() for key, value in self._fields if key == name]

    def file(self, name: str) -> bytes:
        """What was uploaded; empty when nothing was."""
        return next((body for key, body in self._files if key == name), b"")

    def items(self) -> Iterator[tuple[str, str]]:
        """Every field in order."""
        return iter(self._fields)

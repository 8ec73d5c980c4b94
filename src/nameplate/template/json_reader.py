"""The relaxed JSON reader: what Resource Manager accepts, with the place of everything.

Beyond RFC 8259: a byte order mark, ``//`` and ``/* */`` comments, trailing commas, raw line breaks
in strings, single quotes, and names without quotes: az sends ``{"properties": {..., template: ...``
with the file's own text pasted in. A name that occurs twice in an object keeps its last value.
"""

import math
import re
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # the stubs leave it out
from typing import Any, Final

from nameplate.template.marks import JsonArray, JsonObject, Mark, Source, element, member

SIZE_LIMIT: Final = 4 * 1024 * 1024
DEPTH_LIMIT: Final = 128

_SPACE: Final = re.compile(r"(?:\s+|\ufeff|//[^\r\n]*|/\*(?:[^*]|\*(?!/))*\*/)*")
_NUMBER: Final = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_NAME: Final = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")
_PLAIN: Final = re.compile(r"[^'\\]*")
_QUOTED: Final = re.compile(r'[^"\\]*')
_LONE: Final = re.compile("[\ud800-\udfff]")
_WORDS: Final = {"true": True, "false": False, "null": None}
_ESCAPES: Final = {
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    **{mark: mark for mark in "\"'\\/"},
}
_DIGITS: Final = 300


class JsonFault(Exception):
    """Text that is no JSON, even relaxed; the message names the place."""

    def __init__(self, message: str, mark: Mark) -> None:
        place = f"Path '{mark.path}', line {mark.line}, position {mark.column}."
        super().__init__(f"{message} {place}")
        self.message = f"{message} {place}"
        self.mark = mark


def read_json(data: bytes | str, *, path: str = "") -> Any:
    """The value that a text holds. Raises ``JsonFault``."""
    text = _decoded(data) if isinstance(data, bytes) else data
    return _Reader(text).document(path)


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise JsonFault("The text is not valid UTF-8.", Mark(1, 1)) from None


class _Reader:
    __slots__ = ("_at", "_depth", "_source", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._source = Source(text)

    def document(self, path: str) -> Any:
        value, _ = self._value(path)
        if self._next():
            raise self._fault(
                f"Additional text encountered after finished reading JSON content: {self._next()}.",
                path,
            )
        return value

    def _value(self, path: str) -> tuple[Any, int]:
        """The next value and the offset of its mark."""
        first = self._next()
        if first == "{":
            return self._object(path)
        if first == "[":
            return self._array(path)
        if first in ('"', "'"):
            return self._string(path), self._at - 1
        if not first:
            raise self._ended(path)
        return self._word(path), self._at - 1

    def _object(self, path: str) -> tuple[JsonObject, int]:
        found = JsonObject(self._source, self._at, path)
        self._enter(path)
        while self._next() != "}":
            name = self._name(path)
            inner = member(path, name)
            self._colon(inner)
            value, offset = self._value(inner)
            found[name] = value
            found.offsets[name] = offset
            if not self._separated("}", inner):
                break
        self._leave()
        return found, found.offset

    def _array(self, path: str) -> tuple[JsonArray, int]:
        found = JsonArray(self._source, self._at, path)
        self._enter(path)
        while self._next() != "]":
            inner = element(path, len(found))
            value, offset = self._value(inner)
            found.append(value)
            found.offsets.append(offset)
            if not self._separated("]", inner):
                break
        self._leave()
        return found, found.offset

    def _name(self, path: str) -> str:
        first = self._next()
        if first in ('"', "'"):
            return self._string(path)
        if not first:
            raise self._ended(path)
        found = _NAME.match(self._text, self._at)
        if found is None:
            raise self._fault(f"Invalid property identifier character: {first}.", path)
        self._at = found.end()
        return found[0]

    def _colon(self, path: str) -> None:
        found = self._next()
        if found != ":":
            if not found:
                raise self._ended(path)
            raise self._fault(
                f"Invalid character after parsing property name. Expected ':' but got: {found}.",
                path,
            )
        self._at += 1

    def _separated(self, closing: str, path: str) -> bool:
        """Whether a comma follows (then more may); the closing bracket may follow it."""
        found = self._next()
        if found == ",":
            self._at += 1
            return True
        if found != closing:
            if not found:
                raise self._ended(path)
            raise self._fault(
                f"After parsing a value an unexpected character was encountered: {found}.", path
            )
        return False

    def _string(self, path: str) -> str:
        start, quote = self._at + 1, self._text[self._at]
        if quote == '"':
            try:
                value, self._at = scanstring(self._text, start, False)
            except JSONDecodeError:
                value = self._slow_string(start, quote, path)
        else:
            value = self._slow_string(start, quote, path)
        return _LONE.sub("\ufffd", value)

    def _slow_string(self, start: int, quote: str, path: str) -> str:
        """A string in single quotes, or one with escapes that only .NET's reader knows."""
        run = _PLAIN if quote == "'" else _QUOTED
        parts, at, text = [], start, self._text
        while True:
            found = run.match(text, at)
            parts.append(found[0] if found else "")
            at = found.end() if found else at
            if at >= len(text):
                self._at = len(text)
                raise self._fault(f"Unterminated string. Expected delimiter: {quote}.", path)
            if text[at] == quote:
                self._at = at + 1
                return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            self._at = at
            parts.append(self._escape(path))
            at = self._at

    def _escape(self, path: str) -> str:
        """What a backslash and what follows it stand for."""
        letter = self._text[self._at + 1 : self._at + 2]
        if letter == "u":
            digits = self._text[self._at + 2 : self._at + 6]
            if re.fullmatch("[0-9a-fA-F]{4}", digits):
                self._at += 6
                return chr(int(digits, 16))
        elif letter in _ESCAPES:
            self._at += 2
            return _ESCAPES[letter]
        raise self._fault(f"Bad JSON escape sequence: \\{letter}.", path)

    def _word(self, path: str) -> bool | int | float | None:
        found = _NAME.match(self._text, self._at) or _NUMBER.match(self._text, self._at)
        if found is None or (found[0] not in _WORDS and _NAME.match(found[0])):
            first = self._text[self._at]
            raise self._fault(
                f"Unexpected character encountered while parsing value: {first}.", path
            )
        self._at = found.end()
        if found[0] in _WORDS:
            return _WORDS[found[0]]
        return self._number(found[0], path)

    def _number(self, text: str, path: str) -> int | float:
        if len(text) <= _DIGITS:
            number = int(text) if text.lstrip("-").isdigit() else float(text)
            if isinstance(number, int) or math.isfinite(number):
                return number
        raise self._fault(f"Input string '{text[:50]}' is not a valid number.", path)

    def _next(self) -> str:
        """Skip space and comments; the character that follows, empty at the end."""
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._text[self._at : self._at + 1]

    def _enter(self, path: str) -> None:
        self._at += 1
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise self._fault(f"The reader's MaxDepth of {DEPTH_LIMIT} has been exceeded.", path)

    def _leave(self) -> None:
        self._at += 1
        self._depth -= 1

    def _ended(self, path: str) -> JsonFault:
        if not path and not self._text.strip("\ufeff \t\r\n"):
            return self._fault("Error reading JObject from JsonReader.", path)
        return self._fault("Unexpected end of content while loading JSON.", path)

    def _fault(self, message: str, path: str) -> JsonFault:
        return JsonFault(message, self._source.mark(min(self._at, len(self._text)), path))

"""Functions between text and its encodings: base64, data URIs, URIs."""

import base64
import binascii
import codecs
import re
from typing import Any, Final
from urllib.parse import quote, unquote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.function import Function
from nameplate.template.functions.objects import parsed
from nameplate.template.functions.strings import to_string
from nameplate.template.functions.words import expect, is_text, see, shortened, type_name
from nameplate.template.json_reader import JsonFault, read_json

_DATA: Final = re.compile(r"data:([^,;]*)((?:;[^,;]*)*),(.*)", re.IGNORECASE | re.DOTALL)
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_CHARSETS: Final = {"utf-8", "us-ascii", "utf-16", "iso-8859-1", "utf-32"}


def to_base64(text: Any) -> str:
    expect("base64", text, "string")
    return base64.b64encode(text.encode()).decode()


def _decoded(text: str, failure: str) -> bytes:
    """Strictly, as .NET: full padding, white space ignored."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise ExpressionFault(failure) from None


def from_base64(text: Any) -> str:
    return _base64_text("base64ToString", text)


def json_from_base64(text: Any) -> Any:
    return parsed("base64ToJson", _base64_text("base64ToJson", text))


def _base64_text(function: str, text: Any) -> str:
    expect(function, text, "string")
    failure = (
        f"The template language function '{function}' was invoked with a parameter that is not "
        "valid. The value cannot be decoded from base64 representation."
    )
    return _decoded(text, failure).decode("utf-8", "replace")


def data_uri(value: Any) -> str:
    media = "text/plain" if is_text(value) else "application/json"
    return f"data:{media};charset=utf-8;base64,{to_base64(to_string(value))}"


def from_data_uri(uri: Any) -> Any:
    """Its text; of a JSON data URI the value that it holds."""
    name = "dataUriToString"
    if not is_text(uri):
        raise ExpressionFault(
            f"The template language function '{name}' expects its parameter to be a string. The "
            f"provided value is of type '{type_name(uri)}'. {see(name)}"
        )
    found = _DATA.fullmatch(uri)
    if found is None:
        raise ExpressionFault(
            f"The template language function '{name}' expects its parameter to be formatted as a "
            f"valid data URI. The provided value '{shortened(uri)}' was not formatted correctly. "
            f"{see(name)}"
        )
    text = _data_text(found[2].lower().split(";"), found[3])
    if found[1].strip().lower() == "application/json":
        try:
            return read_json(text)
        except JsonFault:
            return text
    return text


def _data_text(options: list[str], content: str) -> str:
    data = unquote_to_bytes(content)
    if "base64" in options:
        data = _decoded(
            data.decode("utf-8", "replace"),
            "The template language function 'dataUriToString' was invoked with a parameter that "
            "is not valid. The value cannot be converted to the target type.",
        )
    charset = next(
        (x.removeprefix("charset=") for x in options if x.startswith("charset=")), "utf-8"
    )
    if charset.strip("\"' ") not in _CHARSETS:
        raise ExpressionFault(
            "The template language function 'dataUriToString' parameter is not valid. The provided "
            f"charset '{shortened(charset)}' is not supported. {see('dataUriToString')}"
        )
    return codecs.decode(data, charset.strip("\"' "), "replace")


def uri(base: Any, relative: Any) -> str:
    """Resolved as RFC 3986 says."""
    if not is_text(base) or not _is_absolute(base):
        raise ExpressionFault(
            "The template language function 'uri' expects its first argument to be a uri string. "
            f"The provided value is '{shortened(base)}'. Please see "
            "https://aka.ms/arm-function-datauri for usage details."
        )
    if not is_text(relative):
        raise ExpressionFault(
            "The template language function 'uri' expects its second argument to be a string. The "
            f"provided value is of type '{type_name(relative)}'. {see('uri')}"
        )
    try:
        split = urlsplit(urljoin(base, relative.replace("\\", "/")))
    except ValueError:
        raise ExpressionFault(
            f"Invalid URI: The hostname could not be parsed. {see('uri')}"
        ) from None
    return urlunsplit(split._replace(netloc=split.netloc.lower(), path=split.path or "/"))


def _is_absolute(text: str) -> bool:
    if not _ABSOLUTE.match(text):
        return False
    try:
        return bool(urlsplit(text).netloc)
    except ValueError:
        return False


def uri_component(text: Any) -> str:
    expect("uriComponent", text, "string")
    return quote(text, safe="")


def from_uri_component(text: Any) -> str:
    expect("uriComponentToString", text, "string")
    return unquote(text)


def _function(name: str, summary: str, apply: Any, count: int = 1, few: str = "") -> Function:
    return Function(
        name=name,
        family="String",
        summary=summary,
        apply=apply,
        least=count,
        most=count,
        few=few,
    )


FUNCTIONS: Final = (
    _function(
        "base64",
        "text in base64",
        to_base64,
        few="The template language function 'base64' must have only one parameter. Please see "
        "https://aka.ms/arm-template-expressions for usage details.",
    ),
    _function("base64ToString", "the text that base64 encodes", from_base64),
    _function("base64ToJson", "the JSON value that base64 encodes", json_from_base64),
    _function("dataUri", "a value as a data URI", data_uri),
    _function("dataUriToString", "what a data URI holds", from_data_uri),
    _function("uri", "a relative address resolved against a base", uri, 2),
    _function("uriComponent", "text with what is special in a URI escaped", uri_component),
    _function("uriComponentToString", "the same, undone", from_uri_component),
)

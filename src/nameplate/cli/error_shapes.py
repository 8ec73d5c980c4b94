"""Error bodies of the wires, read into one failure: ARM, Key Vault, OAuth, Microsoft.Web, MSI."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from nameplate.cli.failures import ServiceFailure

_DEEPEST = 8


def failure_of(http_status: int, body: bytes) -> ServiceFailure:
    """What an error answer says; a body of no known shape is quoted, shortened."""
    try:
        document = json.loads(body)
    except ValueError:
        document = None
    if isinstance(document, dict):
        code, message, details = _read(document)
        if code or message:
            return ServiceFailure(
                code or str(http_status), message, http_status=http_status, details=details
            )
    text = body.decode("utf-8", "replace").strip()[:500] or "the answer has no body"
    return ServiceFailure(f"HTTP {http_status}", text, http_status=http_status)


def _read(document: Mapping[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    error = document.get("error", document)
    if isinstance(error, str):  # RFC 6749 section 5.2
        return error, str(document.get("error_description", "")).strip(), ()
    if not isinstance(error, Mapping):
        return "", "", ()
    code, message = _code(error), _message(error)
    return code, message, tuple(_details(error, 1))


def _code(error: Mapping[str, Any]) -> str:
    found = error.get("code") or error.get("Code") or error.get("statusCode") or ""
    return str(found)


def _message(error: Mapping[str, Any]) -> str:
    return str(error.get("message") or error.get("Message") or "").strip()


def _details(error: Mapping[str, Any], depth: int) -> Iterator[str]:
    """Every nested cause, indented by its depth."""
    if depth > _DEEPEST:
        return
    indent = "  " * depth
    if target := error.get("target"):
        yield f"{indent}Target: {target}"
    inner = error.get("innererror")
    if isinstance(inner, Mapping) and _code(inner):
        yield f"{indent}Inner error: {_code(inner)}"
    for entry in error.get("details") or ():
        if isinstance(entry, Mapping):
            yield f"{indent}({_code(entry)}) {_message(entry)}"
            yield from _details(entry, depth + 1)
    for info in error.get("additionalInfo") or ():
        yield f"{indent}{_place(info) or json.dumps(info, sort_keys=True)}"


def _place(info: Any) -> str:
    """Where in a template something is wrong, in a person's words; empty of anything else."""
    found = info.get("info") if isinstance(info, Mapping) else None
    if not isinstance(found, Mapping) or info.get("type") != "TemplateViolation":
        return ""
    line, column, path = (found.get(name) for name in ("lineNumber", "linePosition", "path"))
    where = f"line {line}, column {column}" if line else "the template"
    return f"At {where}{f': {path}' if path else ''}"

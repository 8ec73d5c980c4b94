"""Recordings: an array of exchanges, grouped into the sequences in which they happened."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Exchange:
    """One recorded request and its answer."""

    id: str
    service: str
    operation: str
    sequence: str
    index: int
    method: str
    host: str
    path: str
    """Path and query, as recorded; percent-encoding and order kept."""
    headers: Mapping[str, str]
    """The request's, without ``Authorization``."""
    authorized: bool | None
    """Whether a token was sent; ``None`` where the recorder strips the header."""
    body: Any
    status: int
    response_headers: Mapping[str, str]
    response_body: Any
    error_code: str | None
    """``code`` or ``code>innererror.code``."""
    source: str = ""
    """Where it was recorded: one name may have been recorded twice."""

    @property
    def sends_token(self) -> bool:
        """Whether to send a token: where nothing is known, the answer tells."""
        return self.status != 401 if self.authorized is None else self.authorized

    @property
    def bare_path(self) -> str:
        return self.path.partition("?")[0]

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """Pairs as recorded, still encoded."""
        text = self.path.partition("?")[2]
        return tuple(
            (name, value)
            for name, _, value in (part.partition("=") for part in text.split("&") if part)
        )


@dataclass(frozen=True, slots=True)
class Sequence:
    """What one client did with one service, in order; gaps in ``index`` were left out."""

    name: str
    service: str
    exchanges: tuple[Exchange, ...]


def _texts(headers: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: ", ".join(value) if isinstance(value, list) else str(value)
        for name, value in headers.items()
    }


def read_exchange(record: Any) -> Exchange | None:
    """A record as an exchange; ``None`` for notes, quotations and anything else."""
    if not isinstance(record, dict):
        return None
    request, response = record.get("request"), record.get("response")
    if not isinstance(request, dict) or not isinstance(response, dict):
        return None
    if not record.get("service") or "path" not in request or "status" not in response:
        return None
    headers = dict(request.get("headers") or {})
    authorized = headers.pop("Authorization", None)
    body = response.get("body")
    return Exchange(
        id=str(record.get("id", "")),
        service=str(record["service"]),
        operation=str(record.get("operation", "")),
        sequence=str(record.get("sequence", record.get("id", ""))),
        index=int(record.get("index", 0)),
        method=str(request.get("method", "GET")),
        host=str(request.get("host") or ""),
        path=str(request["path"]),
        headers=_texts(headers),
        authorized=authorized if isinstance(authorized, bool) else None,
        body=request.get("body"),
        status=int(response["status"]),
        response_headers=_texts(response.get("headers") or {}),
        response_body=None if body in ([], "") else body,
        error_code=record.get("error_code"),
        source=str(record.get("source") or ""),
    )


def read_files(files: Iterable[Path]) -> list[Sequence]:
    """Every sequence of the files, in order of appearance."""
    grouped: dict[tuple[str, ...], list[Exchange]] = {}
    for file in files:
        document = json.loads(file.read_text(encoding="utf-8"))
        for record in document if isinstance(document, list) else ():
            exchange = read_exchange(record)
            if exchange is not None:
                key = (file.name, exchange.service, exchange.sequence, exchange.source)
                grouped.setdefault(key, []).append(exchange)
    return [
        Sequence(name, service, tuple(sorted(exchanges, key=lambda exchange: exchange.index)))
        for (_, service, name, _), exchanges in grouped.items()
    ]

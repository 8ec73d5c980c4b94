"""``/api/vfs``: an app's files, read, written and removed one by one, as Kudu has them.

The paths are those of App Service's ``/home``: ``site/wwwroot`` is what the active deployment
brought, ``data`` is the app's own, ``LogFiles`` can only be read. Nothing else is there, and no
link is followed. A file that is there is only changed by who names its ETag, or any (``*``). Facts:
the VFS chapter of Kudu's REST API (its wiki).
"""

import asyncio
import errno
import mimetypes
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import Any, Final
from urllib.parse import quote

from nameplate.apphost.confined import Confined, Entry
from nameplate.apphost.content import Deployments
from nameplate.apphost.folders import FIRST_USER, AppFolder
from nameplate.apphost.log_files import pieces
from nameplate.core.clock import iso8601
from nameplate.core.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    InternalFailure,
    NotFound,
    PreconditionFailed,
)
from nameplate.edge.http import Request, Response, encode_headers, json_response
from nameplate.edge.streamed import Body, Streamed

LARGEST: Final = 512 * 1024 * 1024
"""Bytes of a file."""
_TOP: Final = {(): ("site", "LogFiles", "data"), ("site",): ("wwwroot",)}
"""The folders that hold nothing but those named."""
_LOGS: Final = "LogFiles"
_FOLDER: Final = "inode/directory"


@dataclass(frozen=True, slots=True)
class Place:
    """A path of a request, and where it is."""

    below: Confined
    parts: tuple[str, ...]
    written: tuple[str, ...]
    """The path from ``/home``."""
    read_only: bool


async def read(folder: AppFolder, request: Request, path: str, base: str) -> Response | Streamed:
    """GET: a file, or what a folder holds."""
    parts = _parts(path)
    if parts in _TOP:
        return json_response(200, [_top(folder, parts, name, base) for name in _TOP[parts]])
    place = _place(folder, parts)
    try:
        entry = await asyncio.to_thread(place.below.look, place.parts)
        if not entry.is_folder:
            return await _file(place, request)
        if not request.path.endswith("/"):
            return Response(307, b"", encode_headers((("Location", _url(base, parts, "/")),)))
        found = await asyncio.to_thread(place.below.entries, place.parts)
    except OSError as problem:
        raise _refusal(problem, parts) from None
    return json_response(200, [_described((*parts, each.name), each, base) for each in found])


async def write(folder: AppFolder, request: Request, path: str, body: Body) -> Response:
    """PUT: a file, or with a slash at the end a folder."""
    parts = _parts(path)
    place = _changeable(folder, parts)
    try:
        if request.path.endswith("/"):
            await asyncio.to_thread(place.below.make_folder, place.parts)
            return Response(201)
        before = await _held(place)
        _check(request, before)
        with TemporaryFile() as content:
            await body.save(content, limit=LARGEST)
            content.seek(0)
            await asyncio.to_thread(place.below.write, place.parts, content)
        entry = await asyncio.to_thread(place.below.look, place.parts)
    except OSError as problem:
        raise _refusal(problem, parts) from None
    fields = encode_headers((("ETag", _etag(entry)),))
    return Response(201 if before is None else 204, b"", fields)


async def remove(folder: AppFolder, request: Request, path: str) -> Response:
    """DELETE: a file, or a folder with nothing in it."""
    parts = _parts(path)
    place = _changeable(folder, parts)
    if not place.parts:
        raise Forbidden("Forbidden", f"'{'/'.join(parts)}' is part of every app.")
    try:
        entry = await _held(place)
        if entry is None:
            raise _missing(parts)
        if not entry.is_folder:
            _check(request, entry)
        await asyncio.to_thread(place.below.remove, place.parts)
    except OSError as problem:
        raise _refusal(problem, parts) from None
    return Response(200)


def _parts(path: str) -> tuple[str, ...]:
    """The pieces of a path. Raises BadRequest for one that would leave."""
    parts = tuple(each for each in path.split("/") if each)
    if any(each in (".", "..") or "\0" in each for each in parts):
        raise BadRequest("BadRequest", "The path leaves the app's folder.")
    return parts


def _place(folder: AppFolder, parts: tuple[str, ...]) -> Place:
    """Where a path is. Raises NotFound for what no app shows."""
    gid = folder.root.stat().st_gid
    user = gid if gid >= FIRST_USER else None
    match parts:
        case ("site", "wwwroot", *rest):
            active = folder.active()
            if active is None or active in (".", ".."):
                raise NotFound("NotFound", "Nothing was deployed yet: deploy a package first.")
            content = Deployments(folder).content(active).relative_to(folder.root).parts
            below = Confined(folder.root, user)
            return Place(below, (*content, *rest), parts, read_only=False)
        case ("data" | "LogFiles", *rest):
            below = Confined(folder.root, user)
            return Place(below, (parts[0], *rest), parts, read_only=parts[0] == _LOGS)
    raise _missing(parts)


def _changeable(folder: AppFolder, parts: tuple[str, ...]) -> Place:
    if parts in _TOP or parts in (("site", "wwwroot"), ("data",), (_LOGS,)):
        raise Forbidden("Forbidden", f"'{'/'.join(parts)}' is part of every app.")
    place = _place(folder, parts)
    if place.read_only:
        raise Forbidden("Forbidden", f"{_LOGS} holds what the app prints: it can only be read.")
    return place


async def _held(place: Place) -> Entry | None:
    try:
        return await asyncio.to_thread(place.below.look, place.parts)
    except FileNotFoundError:
        return None


def _check(request: Request, entry: Entry | None) -> None:
    """Refuse to change what the client has not seen."""
    given = request.headers.get("if-match")
    if entry is None:
        if given is not None and given.strip() != "*":
            raise PreconditionFailed("PreconditionFailed", "There is no such file.")
        return
    if entry.is_folder:
        raise Conflict("Conflict", "The path is a folder.")
    if given is None:
        text = "The file is there: name its ETag in If-Match, or * for any."
        raise PreconditionFailed("PreconditionFailed", text)
    if not _names(given, _etag(entry)):
        text = "The file has changed: its ETag is another."
        raise PreconditionFailed("PreconditionFailed", text)


async def _file(place: Place, request: Request) -> Response | Streamed:
    file = await asyncio.to_thread(place.below.read, place.parts)
    entry = Entry(place.parts[-1], os.fstat(file.fileno()))
    fields = [("ETag", _etag(entry)), ("Last-Modified", iso8601(entry.facts.st_mtime))]
    given = request.headers.get("if-none-match")
    if given is not None and _names(given, _etag(entry)):
        file.close()
        return Response(304, b"", encode_headers(fields))
    kind = "text/plain; charset=utf-8" if place.read_only else _mime(entry)
    return Streamed(200, pieces(file), encode_headers((("Content-Type", kind), *fields)))


def _top(folder: AppFolder, above: tuple[str, ...], name: str, base: str) -> dict[str, Any]:
    """One of the folders that every app has."""
    return _described((*above, name), Entry(name, folder.root.stat()), base)


def _described(parts: Sequence[str], entry: Entry, base: str) -> dict[str, Any]:
    time = iso8601(entry.facts.st_mtime)
    return {
        "name": entry.name,
        "size": 0 if entry.is_folder else entry.facts.st_size,
        "mtime": time,
        "crtime": time,
        "mime": _mime(entry),
        "href": _url(base, parts, "/" if entry.is_folder else ""),
        "path": f"/home/{'/'.join(parts)}",
    }


def _mime(entry: Entry) -> str:
    if entry.is_folder:
        return _FOLDER
    return mimetypes.guess_type(entry.name, strict=False)[0] or "application/octet-stream"


def _url(base: str, parts: Sequence[str], tail: str) -> str:
    return f"{base}/api/vfs/{quote('/'.join(parts))}{tail}"


def _etag(entry: Entry) -> str:
    """Another for every change that could be told apart."""
    return f'"{entry.facts.st_mtime_ns:x}-{entry.facts.st_size:x}-{entry.facts.st_ino:x}"'


def _names(field: str, etag: str) -> bool:
    """Whether an If-Match or If-None-Match names an ETag (RFC 9110, 13.1)."""
    named = [each.strip().removeprefix("W/") for each in field.split(",")]
    return "*" in named or etag in named


def _missing(parts: Sequence[str]) -> NotFound:
    return NotFound("NotFound", f"There is no '{str(PurePosixPath(*parts))[:300]}' here.")


def _refusal(problem: OSError, parts: Sequence[str]) -> Exception:
    """What a client is told of what the file system says."""
    if isinstance(problem, FileNotFoundError | NotADirectoryError) or problem.errno == errno.ELOOP:
        return _missing(parts)
    if isinstance(problem, IsADirectoryError | FileExistsError) or problem.errno == errno.ENOTEMPTY:
        return Conflict("Conflict", f"{os.strerror(problem.errno or 0)}.")
    return InternalFailure(
        "InternalError", f"The file cannot be changed: {os.strerror(problem.errno or 0)}."
    )

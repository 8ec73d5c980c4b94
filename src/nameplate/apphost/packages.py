"""How a package is to be deployed, read from a request: ``zipdeploy`` and ``publish`` (OneDeploy).

Facts: "Deploy files to App Service" (types, targets, ``clean``, ``restart``).
"""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from nameplate.apphost.stacks import STARTUP
from nameplate.core.errors import BadRequest
from nameplate.edge.http import Request

_CONTENT: Final = PurePosixPath()
_ROOTS: Final = ("home", "site", "wwwroot")
_ZIP: Final = ("zip",)
_FILES: Final = ("static", "script", "lib")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How a package is to be deployed."""

    author: str
    deployer: str
    message: str
    target: PurePosixPath = _CONTENT
    """Where in the content: a folder for an archive, else the file's own path."""
    archive: bool = True
    executable: bool = False
    clean: bool = True
    """Whether what was there before goes."""
    build: bool = False
    """Whether to build in any case."""
    restart: bool = True


def zip_order(request: Request, publisher: str) -> Order:
    """Of ``/api/zipdeploy``."""
    _refuse_addresses(request)
    query = request.query
    return Order(
        author=_text(query.find("author")) or publisher,
        deployer=_text(query.find("deployer")) or "ZipDeploy",
        message=_text(query.find("message")) or "Created via a push deployment",
        build=is_true(query.find("build")),
    )


def publish_order(request: Request, publisher: str) -> Order:
    """Of ``/api/publish``. Raises BadRequest for what cannot be published here."""
    _refuse_addresses(request)
    query = request.query
    kind = (query.find("type") or "").lower()
    path = _target(query.find("path") or "")
    archive = kind in _ZIP
    if kind == "startup":
        path = path if path != _CONTENT else PurePosixPath(STARTUP)
    elif kind in _FILES:
        if path == _CONTENT:
            raise BadRequest("BadRequest", f"Path must be defined for type='{kind}'.")
    elif not archive:
        raise BadRequest(
            "BadRequest",
            f"Artifact type '{kind}' is not supported: zip, static, startup, script and lib are.",
        )
    return Order(
        author=publisher,
        deployer=_text(query.find("deployer")) or "OneDeploy",
        message=_text(query.find("deploymentTag")) or "OneDeploy",
        target=path,
        archive=archive,
        executable=kind in ("startup", "script"),
        clean=_said(query.find("clean"), default=archive and path == _CONTENT),
        restart=_said(query.find("restart"), default=True),
    )


def is_true(value: str | None) -> bool:
    """How clients write yes: ``true``, ``True``, ``1``."""
    return (value or "").lower() in ("true", "1")


def _said(value: str | None, *, default: bool) -> bool:
    return default if value is None or not value.strip() else is_true(value)


def _text(value: str | None) -> str:
    return "".join(each for each in (value or "") if each.isprintable())[:200]


def _target(path: str) -> PurePosixPath:
    """A path in the content, given relative to it or from ``/home/site/wwwroot``."""
    found = PurePosixPath(path.replace("\\", "/"))
    parts = tuple(each for each in found.parts if each != "/")
    if found.is_absolute():
        if parts[:3] != _ROOTS:
            text = f"The path '{path[:200]}' is outside /home/site/wwwroot, where apps live."
            raise BadRequest("BadRequest", text)
        parts = parts[3:]
    if ".." in parts or "\0" in path:
        raise BadRequest("BadRequest", f"The path '{path[:200]}' leaves the app's folder.")
    return PurePosixPath(*parts)


def _refuse_addresses(request: Request) -> None:
    """A package's address instead of a package: nothing is fetched from here."""
    kind = (request.headers.get("content-type") or "").partition(";")[0].strip().lower()
    if kind == "application/json":
        text = "A package's address (packageUri) is not fetched: send the package itself."
        raise BadRequest("BadRequest", text)

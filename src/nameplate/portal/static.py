"""Style and scripts, under an address that has their hash: kept by a browser for ever."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent / "static"
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_KEPT: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """What is sent of a file."""

    body: bytes
    content_type: str
    cache_control: str


class Static:
    """The files beside this module, read once."""

    def __init__(self, folder: Path = _FOLDER) -> None:
        self._files = {
            path.name: path.read_bytes()
            for path in sorted(folder.iterdir())
            if path.suffix in _TYPES
        }

    @cached_property
    def digest(self) -> str:
        """One hash for all: modules import one another by relative addresses."""
        joined = sha256()
        for name, body in self._files.items():
            joined.update(name.encode() + b"\0" + sha256(body).digest())
        return joined.hexdigest()[:16]

    def address(self, name: str) -> str:
        """Where a page finds a file. Raises KeyError for a file that is not there."""
        self._files[name]
        return f"/static/{self.digest}/{name}"

    def find(self, digest: str, name: str) -> StaticFile | None:
        """A file. A page of another release gets today's, but must not keep it."""
        body = self._files.get(name)
        if body is None:
            return None
        kept = _KEPT if digest == self.digest else "no-store"
        return StaticFile(body, _TYPES[Path(name).suffix], kept)

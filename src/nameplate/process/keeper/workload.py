"""What the server asks the keeper to run, checked before anything is started."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

_LIMITS: Final = ("files", "memory", "file_size", "processes", "total_memory", "processor")


class InvalidWorkload(ValueError):
    """A request that cannot be carried out, told in a sentence; it holds no value of it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for each process of an app (``setrlimit(2)``), and two for all of them together.

    ``None``: none of ours.
    """

    files: int | None = None
    """Open descriptors."""
    memory: int | None = None
    """Bytes of data: heap and private mappings (``RLIMIT_DATA``)."""
    file_size: int | None = None
    """Bytes of the largest file that it may write."""
    processes: int | None = None
    """Processes of its user; sensible only where the user is its own, or in a control group."""
    total_memory: int | None = None
    """Bytes that all its processes together may hold; who holds more is ended."""
    processor: int | None = None
    """Per cent of one processor for all of them together: in a control group only."""


@dataclass(frozen=True, slots=True)
class Workload:
    """One app's process."""

    app: str
    """Tells apps apart: a resource id in lower case."""
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    folder: str
    """Where it starts."""
    log: str
    """The file that its output goes to; older ones stand beside it."""
    user: int | None = None
    """The user (and group) that it runs as; only root can choose."""
    isolated: bool = False
    hidden: tuple[str, ...] = ()
    """Folders that it does not see: the home."""
    shown: tuple[str, ...] = ()
    """What it sees of them after all: its own folder, its runtime, the certificates to trust."""
    limits: Limits = field(default_factory=Limits)
    label: Mapping[str, Any] = field(default_factory=dict)
    """The server's own note, given back by ``list``: no secret belongs here."""

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "Workload":
        """Read a request. Raises ``InvalidWorkload``."""
        command = _texts(given, "command")
        if not command:
            raise InvalidWorkload("'command' is empty")
        environment = given.get("environment")
        if not isinstance(environment, dict) or not all(map(_is_text, environment.values())):
            raise InvalidWorkload("'environment' is no object of texts")
        user = given.get("user")
        if user is not None and (not isinstance(user, int) or user <= 0):
            raise InvalidWorkload("'user' is no user id above 0")
        label = given.get("label", {})
        if not isinstance(label, dict):
            raise InvalidWorkload("'label' is no object")
        return cls(
            app=_text(given, "app"),
            command=command,
            environment=environment,
            folder=_text(given, "folder"),
            log=_text(given, "log"),
            user=user,
            isolated=given.get("isolated") is True,
            hidden=_texts(given, "hidden"),
            shown=_texts(given, "shown"),
            limits=_limits(given.get("limits") or {}),
            label=label,
        )

    def to_request(self) -> dict[str, Any]:
        """As ``read`` takes it."""
        bounds = {name: getattr(self.limits, name) for name in _LIMITS}
        return {
            "app": self.app,
            "command": list(self.command),
            "environment": dict(self.environment),
            "folder": self.folder,
            "log": self.log,
            "user": self.user,
            "isolated": self.isolated,
            "hidden": list(self.hidden),
            "shown": list(self.shown),
            "limits": {name: bound for name, bound in bounds.items() if bound is not None},
            "label": dict(self.label),
        }


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and "\0" not in value


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value or not _is_text(value):
        raise InvalidWorkload(f"'{name}' is no text")
    return value


def _texts(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = given.get(name, [])
    if not isinstance(values, list) or not all(map(_is_text, values)):
        raise InvalidWorkload(f"'{name}' is no list of texts")
    return tuple(values)


def _limits(given: Any) -> Limits:
    if not isinstance(given, dict) or not set(given) <= set(_LIMITS):
        raise InvalidWorkload(f"'limits' takes {', '.join(_LIMITS)}")
    if not all(isinstance(value, int) and value > 0 for value in given.values()):
        raise InvalidWorkload("a limit is no number above 0")
    return Limits(**given)

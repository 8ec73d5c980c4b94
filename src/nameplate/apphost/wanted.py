"""What is wanted of an app: the control plane's word, as the app host reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from nameplate.apphost.reference_refresh import Fetched


@dataclass(frozen=True, slots=True)
class Configured:
    """Settings that a process is started with before they are recorded: of a swap."""

    settings: Mapping[str, str] = field(repr=False)
    connection_strings: Mapping[str, Mapping[str, str]] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedApp:
    """A site or a slot that is to be hosted."""

    key: str
    """Its ARM id in lower case."""
    label: str
    """Tells it apart on this machine, and is its first name in its address: ``web1-staging``."""
    site: str
    slot: str | None
    kind: str
    """``app``, ``app,linux``, ``functionapp,linux``..."""
    host_name: str
    running: bool
    """Whether it is started, rather than stopped."""
    start_command: str = ""
    """``appCommandLine``; empty: found as App Service finds it."""
    runtime: str = ""
    """``linuxFxVersion``: ``PYTHON|3.11``."""
    health_path: str = ""
    client_affinity: bool = False
    """Whether visitors get the cookies that hold them to an instance."""
    revision: str = ""
    """Changes with everything that takes a new process to be seen: settings, a restart, a stack.

    An identity is not among it: enabling one takes a restart, as at App Service.
    """

    deployment_id: str = ""
    """Names the folder of its content, which swaps exchange; empty: its label."""
    configured: Configured | None = field(default=None, repr=False, compare=False)
    """Settings other than the recorded ones."""
    configuration: str = field(default="", compare=False)
    """Changes with everything that the app is configured with, its identity and restarts too.

    A change has its Key Vault references fetched again; a new process it takes only when those
    lead elsewhere.
    """
    keeps_secrets: bool = field(default=False, compare=False)
    """Whether a reference that leads nowhere now keeps the secret that it led to.

    So it is where nobody asked for a new process: after a crash, or for a secret's new version.
    """

    @property
    def content(self) -> str:
        """What its folder is called."""
        return (self.deployment_id or self.label).lower()

    @property
    def is_function_app(self) -> bool:
        return "functionapp" in self.kind.lower()


class WantedApps(Protocol):
    """The control plane, as far as the app host asks it."""

    async def every(self) -> Sequence[WantedApp]:
        """All sites and slots."""
        ...


@dataclass(frozen=True, slots=True)
class Furnished:
    """A process's environment, and the binding behind its identity's header secret."""

    variables: Mapping[str, str] = field(repr=False)
    binding: str | None
    """Ended when the process is gone; ``None`` for an app without an identity."""
    trusted: tuple[str, ...] = ()
    """Files that it names and that the app must be able to read."""
    fetched: Fetched | None = None
    """What its Key Vault references led to; ``None`` without any."""


class Furnishing(Protocol):
    """Who composes environments (``protocols.md`` F.1) and binds identities to processes."""

    async def furnish(self, app: WantedApp, *, port: int, home: str) -> Furnished:
        """The environment of a new process: settings with references resolved, identity, trust."""
        ...

    async def release(self, binding: str) -> None:
        """End the binding of a process that is gone."""
        ...

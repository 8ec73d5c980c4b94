"""A platform in this process: everything that ``up`` serves, on free ports, in a folder that goes.

Its server has a thread and an event loop of its own, so that tests may block, or have a loop. What
the code under test does goes over sockets, TLS and the proxy, as it would anywhere.
"""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from uuid import UUID

from nameplate.config.catalogue import VARIABLE_PREFIX
from nameplate.config.environment import process_environment
from nameplate.config.settings import Settings, load_settings
from nameplate.core.clock import MovableClock, SystemClock
from nameplate.core.cloud import Cloud
from nameplate.core.collector import paused
from nameplate.server.embedded import EmbeddedServer
from nameplate.server.installation import Opened
from nameplate.store.snapshots import Snapshots, State
from nameplate.testing.activation import Activations
from nameplate.testing.activity import Activity
from nameplate.testing.apps import App, Identity
from nameplate.testing.clock import TestClock
from nameplate.testing.faults import BrokenOnPurpose, in_force
from nameplate.testing.identifiers import RepeatableIds
from nameplate.testing.service import Service
from nameplate.testing.vaults import Vault

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of random name in it, ours alone
_OF_THE_PROCESS: Final = ("workload_binding",)
"""What ``activated`` has written: the secret of an app is the same one in every test."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is put back: rows, which faults there were, and which ids come next."""

    state: State
    faults: frozenset[str]
    ids: Mapping[str, int]


class Platform:
    """A context manager: entered, it serves. The fixtures give one that does."""

    def __init__(self, settings: Mapping[str, object] | None = None) -> None:
        """``settings``: as in ``nameplate.toml``, such as ``{"token_lifetime": "300"}``."""
        self._given = dict(settings or {})
        self._stack = ExitStack()
        self._clock = MovableClock(SystemClock())
        self._service: Service | None = None
        self._state = State({}, -1)
        self._version = -1
        self._test = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack, paused():
            folder = Path(tempfile.mkdtemp(prefix="nameplate-", dir=_place()))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            settings = _settings(folder / "home", self._given)
            embedded = stack.enter_context(
                EmbeddedServer(settings, clock=self._clock, durable=False)
            )
            self._service = service = Service(embedded)
            self.clock = TestClock(self._clock)
            """The platform's time."""
            self.activity = Activity(service.server.facts.operator_id)
            """What was asked of it since the test began."""
            self._activations = Activations(service)
            service.call(self._prepare())
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._test.close()
        self._stack.close()
        self._service = None

    @property
    def cloud(self) -> Cloud:
        """The names under which it is reached."""
        return self._running.server.cloud

    @property
    def tenant_id(self) -> str:
        """The tenant of its directory."""
        return self._running.server.facts.tenant_id

    def webapp(self, name: str, *, identity: bool = True) -> App:
        """A web app, made if it is missing; ``identity``: with one of its own."""
        return self._app(name, "app", identity=identity)

    def functionapp(self, name: str, *, identity: bool = True) -> App:
        """A function app, made if it is missing."""
        return self._app(name, "functionapp,linux", identity=identity)

    def identity(self, name: str) -> Identity:
        """A user-assigned identity, made if it is missing."""
        return Identity(self._running, self.vault, name)

    def vault(self, name: str, *, rbac: bool = False) -> Vault:
        """A vault, made if it is missing; ``rbac``: one with roles instead of access policies."""
        vault = Vault(self._running, name)
        vault.ensure(rbac=rbac)
        return vault

    def fault(
        self, text: str, *, app: App | None = None
    ) -> AbstractContextManager[BrokenOnPurpose]:
        """Break something while a block lasts, as ``run --fault`` does: ``vault:429,times=2``."""
        return in_force(self._running, text, app)

    def token_lifetime(self, seconds: int) -> AbstractContextManager[BrokenOnPurpose]:
        """Let every new token of a managed identity live for so long, while a block lasts."""
        return self.fault(f"token:expiring,seconds={seconds},times=always")

    def activate(self, app: App, *, source: str | None = None) -> App:
        """The environment of this process is the app's, until the test ends."""
        return self._test.enter_context(app.activated(source=source))

    @contextmanager
    def kept(self) -> Iterator[Self]:
        """At the end of the block everything is as it was at its beginning."""
        state = self._unchanged() or self._running.call(self._remember())
        ahead, outer, self._test = self.clock.ahead, self._test, ExitStack()
        self.activity.clear()
        try:
            yield self
        finally:
            self._test.close()
            self._test = outer
            self._clock.move(ahead)
            self._running.call(self._put_back(state))
            self.activity.clear()

    @property
    def _running(self) -> Service:
        if self._service is None:
            raise RuntimeError("the platform is not running: enter it first, `with Platform()`")
        return self._service

    @property
    def _opened(self) -> Opened:
        return self._running.server.rooms.opened

    def _app(self, name: str, kind: str, *, identity: bool) -> App:
        return App(
            self._running,
            self.vault,
            name,
            activations=self._activations,
            kind=kind,
            identity=identity,
        )

    async def _prepare(self) -> None:
        server = self._running.server
        server.rooms.trail.listen(self.activity.watch)
        self._ids = RepeatableIds(UUID(server.facts.tenant_id))
        server.rooms.opened.directory.new_id = self._ids
        self._snapshots = Snapshots(server.rooms.opened.database, besides=_OF_THE_PROCESS)

    def _unchanged(self) -> _Kept | None:
        """What was put back last, if nothing was written since: no turn of the loop is needed."""
        return self._kept() if self._opened.database.version == self._version else None

    async def _remember(self) -> _Kept:
        database = self._opened.database
        if database.version != self._version:
            self._state, self._version = await self._snapshots.take(), database.version
        return self._kept()

    def _kept(self) -> _Kept:
        faults = self._running.server.disruption.faults.all()
        return _Kept(self._state, frozenset(each.id for each in faults), self._ids.made())

    async def _put_back(self, kept: _Kept) -> None:
        database, faults = self._opened.database, self._running.server.disruption.faults
        for each in faults.all():
            if each.id not in kept.faults:
                faults.remove(each.id)
        self._ids.put_back(kept.ids)
        if database.version != self._version or kept.state is not self._state:
            await self._snapshots.restore(kept.state)
            self._state, self._version = kept.state, database.version


def _settings(home: Path, given: Mapping[str, object]) -> Settings:
    """Settings that are the test's alone: no file and no ``NAMEPLATE_*`` of the person's."""
    inherited = {
        name: value
        for name, value in process_environment().items()
        if not name.startswith(VARIABLE_PREFIX)
    }
    own = {f"{VARIABLE_PREFIX}{name.upper()}": str(value) for name, value in given.items()}
    return load_settings({**inherited, **own}, home=str(home))


def _place() -> Path | None:
    """Where files are memory; ``None``: the usual place."""
    return _MEMORY if _MEMORY.is_dir() else None

"""Apps without processes: each is a small HTTP server on its port, or whatever a test scripts."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from nameplate.apphost.folders import AppFolder
from nameplate.apphost.instances import CannotRun, Event, Launch
from nameplate.apphost.reference_refresh import Fetched
from nameplate.apphost.wanted import WantedApp
from nameplate.process.keeper.client import Refused
from nameplate.process.keeper.workload import Workload

Told = Callable[[str, Event], None]


class FakeProcesses:
    """Keeps processes by name; ``behave`` says what the next ones do."""

    def __init__(self) -> None:
        self.told: Told = lambda _name, _event: None
        self.behave: Callable[[int], Awaitable[object]] = self.serve
        self.running: dict[str, asyncio.Task[None]] = {}
        self.started: list[Workload] = []
        self.refusal: str | None = None

    async def start_process(self, workload: Workload) -> Event:
        if self.refusal is not None:
            raise Refused(self.refusal)
        self.started.append(workload)
        port = int(workload.environment["PORT"])
        task = asyncio.ensure_future(self._run(workload.app, port))
        self.running[workload.app] = task
        return {"app": workload.app}

    async def stop_process(self, name: str, *, grace: float) -> bool:
        del grace
        task = self.running.get(name)
        if task is not None:
            task.cancel()
        return task is not None

    async def close(self) -> None:
        for task in list(self.running.values()):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _run(self, name: str, port: int) -> None:
        event: Event = {"event": "ended", "app": name, "code": 0, "signal": None}
        try:
            await self.behave(port)
        except asyncio.CancelledError:
            event = {**event, "code": None, "signal": 15}
        finally:
            del self.running[name]
            self.told(name, event)

    async def serve(self, port: int) -> None:
        """Answer 404 to everything, for ever."""

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", port)
        try:
            await server.serve_forever()
        finally:
            server.close()


class FakeLauncher:
    """Makes workloads that say which port; refuses when told to."""

    def __init__(self) -> None:
        self.problem: str | None = None
        self.defect: Exception | None = None
        self.command = ("true",)
        self.bindings: list[str] = []
        self.released: list[str] = []
        self.launched: list[WantedApp] = []
        self.fetched: Fetched | None = None
        """What the references of the next processes lead to."""

    async def launch(self, app: WantedApp, folder: AppFolder, *, name: str, port: int) -> Launch:
        self.launched.append(app)
        if self.defect is not None:
            raise self.defect
        if self.problem is not None:
            raise CannotRun(self.problem)
        binding = f"binding-{len(self.bindings) + 1}"
        self.bindings.append(binding)
        variables = {"PORT": str(port)}
        made = Workload(name, self.command, variables, str(folder.root), str(folder.output))
        return Launch(made, binding, self.fetched)

    async def release(self, binding: str) -> None:
        self.released.append(binding)


def deployed(folder: AppFolder, name: str = "one") -> Path:
    """Give an app content."""
    content = folder.deployments / name / "content"
    content.mkdir(parents=True, exist_ok=True)
    folder.activate(name)
    return content


class FakePrograms:
    """Programs that end by themselves; ``do`` says what one does and returns its exit code."""

    def __init__(self) -> None:
        self.ran: list[Workload] = []
        self.do: Callable[[Workload], int] = lambda _workload: 0
        self.problem: Exception | None = None
        self.gate: asyncio.Event | None = None
        """A program waits for it, if there is one."""

    async def isolated(self) -> bool:
        return False

    async def run_to_end(self, workload: Workload, *, seconds: float) -> Event:
        del seconds
        self.ran.append(workload)
        if self.problem is not None:
            raise self.problem
        if self.gate is not None:
            await self.gate.wait()
        return {"event": "ended", "code": self.do(workload), "signal": None}

"""One running app, as the keeper knows it."""

import contextlib
import os
import signal
from typing import Any

from nameplate.process.keeper.birth import Born
from nameplate.process.keeper.control_groups import ControlGroup
from nameplate.process.keeper.logs import Log
from nameplate.process.keeper.messages import Lines
from nameplate.process.keeper.workload import Workload


class App:
    """Its first process, its output, and how it ended."""

    def __init__(
        self, workload: Workload, born: Born, started: float, group: ControlGroup | None = None
    ) -> None:
        self.workload = workload
        self.born = born
        self.group = group
        self.run = os.urandom(8).hex()
        """Tells this run from any other of the same app."""
        self.killed_at: float | None = None
        """When (monotonic) it is ended by force, once it was asked to end."""
        self.failure = ""
        """Why it could not be started."""
        self.status: int | None = None
        """Its wait status, once it ended by itself."""
        self.more_output = False
        self._started = started
        self._log = Log(workload.log)
        self._reports = Lines()
        self._stopped = False

    @property
    def key(self) -> str:
        return self.workload.app

    def shown(self) -> dict[str, Any]:
        """What the server is told of it."""
        return {
            "app": self.key,
            "run": self.run,
            "pid": self.born.pid,
            "started": self._started,
            "stopping": self._stopped,
            "label": dict(self.workload.label),
        }

    def ending(self) -> dict[str, Any]:
        """How it ended: an exit code, a signal, or why it never began."""
        ended: dict[str, Any] = {"stopped": self._stopped, "code": None, "signal": None}
        if self.status is not None and os.WIFSIGNALED(self.status):
            ended["signal"] = os.WTERMSIG(self.status)
        elif self.status is not None:
            ended["code"] = os.WEXITSTATUS(self.status)
        elif not self.failure:
            ended["signal"] = int(signal.SIGKILL)
        return {**ended, "failure": self.failure or None}

    @property
    def watched(self) -> int | None:
        """Bytes of memory that no kernel counts for it; ``None`` when there is no need to look."""
        return self.workload.limits.total_memory if self.group is None else None

    def exceed(self) -> None:
        """End it because it holds more memory than it may."""
        self.failure = _exceeded(self.workload.limits.total_memory or 0)
        self.kill()

    def ask_to_end(self, killed_at: float) -> None:
        """Send SIGTERM once; an earlier end by force wins."""
        if not self._stopped:
            self._send(signal.SIGTERM)
        self._stopped = True
        self.killed_at = killed_at if self.killed_at is None else min(self.killed_at, killed_at)

    def kill(self) -> None:
        """End its first process, and with it everything."""
        self.killed_at = None
        self._send(signal.SIGKILL)

    def take_output(self, size: int) -> bool:
        """Move what it printed to its log. ``False`` when it will print no more."""
        self.more_output = False
        try:
            data = os.read(self.born.output, size)
        except BlockingIOError:
            return True
        self._log.write(data)
        self.more_output = len(data) == size
        return bool(data)

    def take_reports(self) -> tuple[bool, list[tuple[bytes, str]]]:
        """What its first process reported, and whether there may be more."""
        try:
            data = os.read(self.born.report, 65_536)
        except (BlockingIOError, OSError):
            return True, []
        lines = self._reports.feed(data)
        return bool(data), [(each[:1], each[1:].decode("utf-8", "replace")) for each in lines]

    def close(self) -> None:
        """Let go of everything but what was learned."""
        for descriptor in (self.born.output, self.born.report, self.born.handle):
            os.close(descriptor)
        self._log.close()
        if self.group is not None:
            if self.group.exceeded():
                self.failure = _exceeded(self.workload.limits.total_memory or 0)
            self.group.close()

    def _send(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.born.handle, number)


def _exceeded(limit: int) -> str:
    return f"memory limit: its processes together held more than {limit // 1024**2} MB"

"""The app host as the control plane asks it: by an app's id, whether anything is hosted or not.

Where nothing is hosted (a command's own server), what is asked for is only recorded by whoever
asks; the next ``up`` reads it there.
"""

import asyncio
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:  # commands host nothing: none of it is loaded for them
    from nameplate.apphost.hosted_app import HostedApp
    from nameplate.apphost.progress import Progress
    from nameplate.apphost.states import Running
    from nameplate.apphost.supervisor import Supervisor

_LOOKS: Final = 15
_PAUSE: Final = 0.2


class Following(Protocol):
    """Who looks after references (``reference_following.ReferenceFollowing``)."""

    async def refresh(self, key: str) -> None:
        """Fetch again now what an app refers to."""
        ...


class AppHost:
    """The supervisor of this server, once there is one."""

    def __init__(self) -> None:
        self._supervisor: Supervisor | None = None
        self._references: Following | None = None

    @property
    def supervisor(self) -> "Supervisor | None":
        return self._supervisor

    def serve(self, supervisor: "Supervisor | None", references: Following | None = None) -> None:
        """Host through a supervisor from now on."""
        self._supervisor = supervisor
        self._references = references

    def restart(self, key: str) -> None:
        """Start a new process of an app, if one is hosted here."""
        app = self._supervisor.find(key) if self._supervisor else None
        if app is not None:
            app.restart()

    def running(self, key: str) -> "Running | None":
        """How an app does; ``None`` where it is not hosted."""
        from nameplate.apphost.states import Running  # noqa: PLC0415 - see above

        app = self._supervisor.find(key) if self._supervisor else None
        if app is None:
            return None
        serving = app.serving
        return Running(app.condition, None if serving is None else serving.binding is not None)

    def deployments(self, key: str, now: float) -> "list[Progress]":
        """How far an app's deployments are, the newest first; none where it is not hosted."""
        from nameplate.apphost.content import Deployments  # noqa: PLC0415 - see above
        from nameplate.apphost.progress import progress  # noqa: PLC0415 - see above

        app = self._supervisor.find(key) if self._supervisor else None
        if app is None:
            return []
        return [progress(app, each, now) for each in Deployments(app.folder).every()]

    async def ask_functions(
        self, key: str, method: str, path: str, document: Any = None
    ) -> tuple[int, Any]:
        """Ask the host of a function app (``function_hosts``). Raises ``HostSilent``."""
        from nameplate.apphost import function_hosts  # noqa: PLC0415 - see above

        supervisor = self._supervisor
        if supervisor is None:
            raise function_hosts.HostSilent("no server hosts it: start one with 'nameplate up'")
        app = await _met(supervisor, key)
        if app is None:
            raise function_hosts.HostSilent("the app is not hosted yet: ask again")
        told = await function_hosts.ask(app, method, path, document)
        return told.status, told.document

    async def refresh_references(self, key: str) -> None:
        """Fetch again what an app's settings refer to, if it is hosted here."""
        if self._references is not None:
            await self._references.refresh(key)


async def _met(supervisor: "Supervisor", key: str) -> "HostedApp | None":
    """A hosted app; one that was created a moment ago is waited for."""
    for _ in range(_LOOKS):
        app = supervisor.find(key)
        if app is not None:
            return app
        await asyncio.sleep(_PAUSE)
    return None

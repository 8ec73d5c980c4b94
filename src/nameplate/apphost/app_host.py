"""The app host as the control plane asks it: by an app's id, whether anything is hosted or not.

Where nothing is hosted (a command's own server), what is asked for is only recorded by whoever
asks; the next ``up`` reads it there.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # commands host nothing: none of it is loaded for them
    from nameplate.apphost.supervisor import Supervisor


class AppHost:
    """The supervisor of this server, once there is one."""

    def __init__(self) -> None:
        self._supervisor: Supervisor | None = None

    @property
    def supervisor(self) -> "Supervisor | None":
        return self._supervisor

    def serve(self, supervisor: "Supervisor | None") -> None:
        """Host through a supervisor from now on."""
        self._supervisor = supervisor

    def restart(self, key: str) -> None:
        """Start a new process of an app, if one is hosted here."""
        app = self._supervisor.find(key) if self._supervisor else None
        if app is not None:
            app.restart()

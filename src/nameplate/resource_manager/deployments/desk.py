"""Where the types of deployments find what does the work.

Deployments stand in the catalogue that the control plane is made with, and need that control plane
themselves: the desk is handed to them first and joined to it afterwards. What prepares and runs a
template is loaded when somebody first deploys one: the language is half of the house.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from nameplate.resource_manager.deployments.records import DeploymentRecords
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.protection import Sealer

if TYPE_CHECKING:
    from nameplate.resource_manager.control_plane import ControlPlane
    from nameplate.resource_manager.deployments.export.group_export import GroupExport
    from nameplate.resource_manager.deployments.preparation.links import LinkedTemplates
    from nameplate.resource_manager.deployments.preparation.parameters import SecretReferences
    from nameplate.resource_manager.deployments.preparation.preflight import Preparation
    from nameplate.resource_manager.deployments.running.active import Runs
    from nameplate.resource_manager.deployments.running.engine import Engine
    from nameplate.resource_manager.deployments.running.services import Services
    from nameplate.resource_manager.deployments.what_if.what_if import WhatIf


@dataclass(frozen=True, slots=True)
class _Joined:
    """The control plane, and how to make what templates reach outside of it."""

    phases: Phases
    plane: "ControlPlane"
    secrets: "Callable[[], SecretReferences]"
    links: "Callable[[], LinkedTemplates]"


class Desk:
    """Preparation and engine of one control plane."""

    def __init__(
        self, records: DeploymentRecords, sealer: Sealer, runs: "Callable[[], Runs]"
    ) -> None:
        self.records = records
        self.sealer = sealer
        self._runs = runs
        self._joined: _Joined | None = None

    def join(
        self,
        phases: Phases,
        plane: "ControlPlane",
        *,
        secrets: "Callable[[], SecretReferences]",
        links: "Callable[[], LinkedTemplates]",
    ) -> None:
        """Say what to deploy over; once, before anybody asks."""
        self._joined = _Joined(phases, plane, secrets, links)

    @property
    def runs(self) -> "Runs":
        """What runs in this process."""
        return self._runs()

    @cached_property
    def services(self) -> "Services":
        """What preparation and engine share."""
        from nameplate.resource_manager.deployments.preparation.preflight import (  # noqa: PLC0415  # see above
            Preparation,
        )
        from nameplate.resource_manager.deployments.running.services import (  # noqa: PLC0415
            Services,
        )

        joined = self._at
        return Services(
            plane=joined.plane,
            phases=joined.phases,
            preparation=Preparation(
                phases=joined.phases, secrets=joined.secrets(), links=joined.links()
            ),
            records=self.records,
            sealer=self.sealer,
        )

    @property
    def preparation(self) -> "Preparation":
        return self.services.preparation

    @property
    def export(self) -> "GroupExport":
        """Makes templates of groups."""
        from nameplate.resource_manager.deployments.export.group_export import (  # noqa: PLC0415
            GroupExport,
        )

        return GroupExport(self._at.phases)

    @property
    def what_if(self) -> "WhatIf":
        """Predicts what a deployment would change."""
        from nameplate.resource_manager.deployments.what_if.what_if import (  # noqa: PLC0415
            WhatIf,
        )

        return WhatIf(self.services.plane, self.services.phases, self.services.preparation)

    @cached_property
    def engine(self) -> "Engine":
        """Begins deployments, and goes on with those of others."""
        from nameplate.resource_manager.deployments.running.engine import (  # noqa: PLC0415
            Engine,
        )

        return Engine(self.services, self.runs)

    @property
    def _at(self) -> _Joined:
        if self._joined is None:
            raise RuntimeError("no control plane was joined")
        return self._joined

"""Where the types of deployments find what does the work.

Deployments stand in the catalogue that the control plane is made with, and need that control plane
themselves: the desk is handed to them first and joined to it afterwards.
"""

from nameplate.resource_manager.control_plane import ControlPlane
from nameplate.resource_manager.deployments.export.group_export import GroupExport
from nameplate.resource_manager.deployments.preparation.links import LinkedTemplates
from nameplate.resource_manager.deployments.preparation.parameters import SecretReferences
from nameplate.resource_manager.deployments.preparation.preflight import Preparation
from nameplate.resource_manager.deployments.records import DeploymentRecords
from nameplate.resource_manager.deployments.running.active import Runs
from nameplate.resource_manager.deployments.running.engine import Engine
from nameplate.resource_manager.deployments.running.services import Services
from nameplate.resource_manager.deployments.what_if.what_if import WhatIf
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.protection import Sealer


class Desk:
    """Preparation and engine of one control plane."""

    def __init__(self, records: DeploymentRecords, sealer: Sealer, runs: Runs) -> None:
        self.records = records
        self.sealer = sealer
        self.runs = runs
        self._services: Services | None = None
        self._engine: Engine | None = None

    def join(
        self,
        phases: Phases,
        plane: ControlPlane,
        *,
        secrets: SecretReferences,
        links: LinkedTemplates,
    ) -> None:
        """Make preparation and engine over a control plane; once, before anybody asks."""
        self._services = Services(
            plane=plane,
            phases=phases,
            preparation=Preparation(phases=phases, secrets=secrets, links=links),
            records=self.records,
            sealer=self.sealer,
        )
        self._engine = Engine(self._services, self.runs)

    @property
    def services(self) -> Services:
        if self._services is None:
            raise RuntimeError("no control plane was joined")
        return self._services

    @property
    def preparation(self) -> Preparation:
        return self.services.preparation

    @property
    def export(self) -> GroupExport:
        """Makes templates of groups."""
        return GroupExport(self.services.phases)

    @property
    def what_if(self) -> WhatIf:
        """Predicts what a deployment would change."""
        return WhatIf(self.services.plane, self.services.phases, self.services.preparation)

    @property
    def engine(self) -> Engine:
        if self._engine is None:
            raise RuntimeError("no control plane was joined")
        return self._engine

"""What every part of the engine holds."""

import asyncio
from dataclasses import dataclass, field

from nameplate.resource_manager.control_plane import ControlPlane
from nameplate.resource_manager.deployments.preparation.preflight import Preparation
from nameplate.resource_manager.deployments.records import DeploymentRecords
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.protection import Sealer

AT_ONCE = 16
"""How many resources are written at the same time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Made once for each set of names that the installation answers under."""

    plane: ControlPlane
    phases: Phases
    preparation: Preparation
    records: DeploymentRecords
    sealer: Sealer
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

"""What is answered about a deployment: by ``validate``, and by PUT and GET alike."""

from typing import Any

from nameplate.resource_manager.deployments.prepared import Prepared


def described(prepared: Prepared) -> dict[str, Any]:
    """The properties that validate, PUT and GET share, as far as they are known beforehand."""
    raise NotImplementedError


def validated(prepared: Prepared) -> dict[str, Any]:
    """The whole answer of ``validate``."""
    raise NotImplementedError

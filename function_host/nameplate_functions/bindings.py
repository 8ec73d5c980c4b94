"""Inputs and outputs beside the trigger: blobs and queues (``invoker.Bindings``)."""

from collections.abc import Mapping
from typing import Any

from nameplate_functions.failures import AppProblem
from nameplate_functions.functions import Binding


class NoBindings:
    """For apps that have none."""

    async def read(self, binding: Binding, annotation: Any, data: Mapping[str, Any]) -> Any:
        raise AppProblem(f"{binding.type} {binding.name}: not here")

    async def write(self, binding: Binding, value: Any, data: Mapping[str, Any]) -> None:
        raise AppProblem(f"{binding.type} {binding.name}: not here")

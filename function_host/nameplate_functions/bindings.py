"""Inputs and outputs beside the trigger: blobs and queues (``invoker.Bindings``)."""

from collections.abc import Mapping
from typing import Any

from nameplate_functions import library
from nameplate_functions.clock import Clock
from nameplate_functions.connections import connection
from nameplate_functions.expressions import fill
from nameplate_functions.failures import AppProblem
from nameplate_functions.functions import Binding
from nameplate_functions.queue_texts import encoded
from nameplate_functions.settings import Settings
from nameplate_functions.storage import Storage


class StorageBindings:
    """Reads and writes a storage account for functions."""

    def __init__(self, settings: Settings, storage: Storage, *, clock: Clock, base64: bool) -> None:
        self._settings = settings
        self._storage = storage
        self._clock = clock
        self._base64 = base64

    async def read(self, binding: Binding, annotation: Any, data: Mapping[str, Any]) -> Any:
        """A blob. Raises ``AppProblem`` and ``StorageProblem``."""
        container, name = self._blob(binding, data)
        blobs = self._storage.blobs(connection(self._settings, self._account(binding), "blob"))
        content = await blobs.read(container, name)
        return library.blob_input(
            content, annotation, name=f"{container}/{name}", uri=blobs.uri(container, name)
        )

    async def write(self, binding: Binding, value: Any, data: Mapping[str, Any]) -> None:
        """Messages or a blob. Raises ``AppProblem``, ``CannotConvert`` and ``StorageProblem``."""
        if binding.type == "blob":
            await self._write_blob(binding, value, data)
        else:
            await self._write_queue(binding, value, data)

    async def _write_blob(self, binding: Binding, value: Any, data: Mapping[str, Any]) -> None:
        container, name = self._blob(binding, data)
        blobs = self._storage.blobs(connection(self._settings, self._account(binding), "blob"))
        await blobs.write(container, name, library.blob_bytes(value))

    async def _write_queue(self, binding: Binding, value: Any, data: Mapping[str, Any]) -> None:
        name = self._filled(binding, "queueName", data).lower()
        texts = [encoded(each, base64_wanted=self._base64) for each in library.queue_texts(value)]
        where = connection(self._settings, self._account(binding), "queue")
        queue = self._storage.queue(where, name)
        for text in texts:
            await queue.put(text)

    def _blob(self, binding: Binding, data: Mapping[str, Any]) -> tuple[str, str]:
        path = self._filled(binding, "path", data).strip("/")
        container, _, name = path.partition("/")
        if not container or not name:
            raise AppProblem(f"blob '{binding.name}': path '{path}' is not container/name")
        return container, name

    def _filled(self, binding: Binding, option: str, data: Mapping[str, Any]) -> str:
        text = self._settings.resolve(binding.text(option), what=f"{option} of '{binding.name}'")
        return fill(text, data, now=self._clock.now())

    def _account(self, binding: Binding) -> str:
        name = binding.text("connection")
        return self._settings.resolve(name, what=f"connection of '{binding.name}'")

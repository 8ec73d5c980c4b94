"""Storage accounts by Microsoft's own clients, called in threads; loaded when first needed."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from nameplate_functions.connections import Connection, ConnectionString, IdentityConnection
from nameplate_functions.storage import NotThere, Received, StorageProblem

T = TypeVar("T")

_TIMEOUT: Final = 60
"""Seconds that one exchange may take."""
_RETRY: Final = {"initial_backoff": 1, "increment_base": 2, "retry_total": 3}
"""An invocation waits for these: the clients' own default is a minute and a half."""


class AzureStorage:
    """Opens queues and blobs (``storage.Storage``)."""

    def __init__(self) -> None:
        self._queues: dict[tuple[Connection, str], AzureQueue] = {}
        self._blobs: dict[Connection, AzureBlobs] = {}

    def queue(self, connection: Connection, name: str) -> "AzureQueue":
        key = (connection, name)
        if key not in self._queues:
            self._queues[key] = AzureQueue(_queue_client(connection, name))
        return self._queues[key]

    def blobs(self, connection: Connection) -> "AzureBlobs":
        if connection not in self._blobs:
            self._blobs[connection] = AzureBlobs(_blob_client(connection))
        return self._blobs[connection]


class AzureQueue:
    """A queue (``storage.Queue``)."""

    def __init__(self, client: Any) -> None:
        self._client = client

    async def receive(self, *, most: int, hidden: float) -> Sequence[Received]:
        def take() -> list[Any]:
            pages = self._client.receive_messages(
                messages_per_page=most, max_messages=most, visibility_timeout=round(hidden)
            )
            return list(pages)

        return [_received(each) for each in await _ask(take)]

    async def put(self, text: str) -> None:
        def send() -> None:
            self._client.send_message(text)

        try:
            await _ask(send)
        except NotThere:
            await _ask(self._create)
            await _ask(send)

    async def hide(self, message: Received, *, seconds: float) -> Received:
        def update() -> Any:
            return self._client.update_message(
                message.id, pop_receipt=message.pop_receipt, visibility_timeout=round(seconds)
            )

        updated = await _ask(update)
        return Received(
            id=message.id,
            text=message.text,
            dequeue_count=message.dequeue_count,
            pop_receipt=str(updated.pop_receipt),
            inserted=message.inserted,
            expires=message.expires,
            next_visible=updated.next_visible_on,
        )

    async def delete(self, message: Received) -> None:
        def delete() -> None:
            self._client.delete_message(message.id, pop_receipt=message.pop_receipt)

        await _ask(delete)

    def _create(self) -> None:
        _unless_there(self._client.create_queue)


class AzureBlobs:
    """Blobs (``storage.Blobs``)."""

    def __init__(self, client: Any) -> None:
        self._client = client

    async def read(self, container: str, name: str) -> bytes | None:
        blob = self._client.get_blob_client(container, name)

        def read() -> bytes:
            return bytes(blob.download_blob().readall())

        try:
            return await _ask(read)
        except NotThere:
            return None

    async def write(self, container: str, name: str, data: bytes) -> None:
        blob = self._client.get_blob_client(container, name)

        def write() -> None:
            blob.upload_blob(data, overwrite=True)

        def create() -> None:
            _unless_there(lambda: self._client.create_container(container))

        try:
            await _ask(write)
        except NotThere:
            await _ask(create)
            await _ask(write)

    def uri(self, container: str, name: str) -> str:
        return str(self._client.get_blob_client(container, name).url).partition("?")[0]


async def _ask(call: Callable[[], T]) -> T:
    """Call a client in a thread; its errors become ours."""
    from azure.core.exceptions import AzureError, HttpResponseError  # noqa: PLC0415 - when needed

    try:
        return await asyncio.to_thread(call)
    except HttpResponseError as problem:
        code = getattr(problem, "error_code", None) or problem.reason
        text = f"{problem.status_code} {code}" if problem.status_code else problem.message
        raise (NotThere if problem.status_code == 404 else StorageProblem)(text) from None
    except AzureError as problem:
        raise StorageProblem(f"{type(problem).__name__}: {problem.message}") from None


def _unless_there(create: Callable[[], Any]) -> None:
    from azure.core.exceptions import ResourceExistsError  # noqa: PLC0415 - when needed

    try:
        create()
    except ResourceExistsError:
        return


def _received(message: Any) -> Received:
    return Received(
        id=str(message.id),
        text=str(message.content),
        dequeue_count=int(message.dequeue_count or 0),
        pop_receipt=str(message.pop_receipt),
        inserted=message.inserted_on,
        expires=message.expires_on,
        next_visible=message.next_visible_on,
    )


def _queue_client(connection: Connection, name: str) -> Any:
    from azure.storage.queue import (  # noqa: PLC0415 - when needed
        ExponentialRetry,
        QueueClient,
    )

    options = {"connection_timeout": _TIMEOUT, "retry_policy": ExponentialRetry(**_RETRY)}
    try:
        if isinstance(connection, ConnectionString):
            return QueueClient.from_connection_string(connection.text, name, **options)
        return QueueClient(connection.uri, name, credential=credential(connection), **options)
    except ValueError as problem:
        raise StorageProblem(f"the connection cannot be used: {problem}") from None


def _blob_client(connection: Connection) -> Any:
    from azure.storage.blob import (  # noqa: PLC0415 - when needed
        BlobServiceClient,
        ExponentialRetry,
    )

    options = {"connection_timeout": _TIMEOUT, "retry_policy": ExponentialRetry(**_RETRY)}
    try:
        if isinstance(connection, ConnectionString):
            return BlobServiceClient.from_connection_string(connection.text, **options)
        return BlobServiceClient(connection.uri, credential=credential(connection), **options)
    except ValueError as problem:
        raise StorageProblem(f"the connection cannot be used: {problem}") from None


def credential(connection: IdentityConnection) -> Any:
    """Who signs in: the identity that the settings name, else the environment's."""
    from azure import identity  # noqa: PLC0415 - when needed

    if connection.managed:
        if connection.resource_id:
            return identity.ManagedIdentityCredential(
                identity_config={"resource_id": connection.resource_id}
            )
        return identity.ManagedIdentityCredential(client_id=connection.client_id)
    if connection.tenant_id and connection.client_id and connection.client_secret:
        return identity.ClientSecretCredential(
            connection.tenant_id, connection.client_id, connection.client_secret
        )
    return identity.DefaultAzureCredential(managed_identity_client_id=connection.client_id)

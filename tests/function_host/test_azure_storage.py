"""Microsoft's clients, as the host uses them. Against Azurite: ``acceptance/test_functions``."""

from types import SimpleNamespace
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ServiceRequestError
from azure.identity import (
    ClientSecretCredential,
    DefaultAzureCredential,
    ManagedIdentityCredential,
)

from nameplate_functions.azure_storage import AzureBlobs, AzureQueue, credential
from nameplate_functions.connections import IdentityConnection
from nameplate_functions.storage import NotThere, Received, StorageProblem

MESSAGE = Received(id="1", text="x", dequeue_count=1, pop_receipt="first")


def refusal(status: int, code: str) -> HttpResponseError:
    problem = HttpResponseError(message=code)
    problem.status_code, problem.reason = status, code
    return problem


class QueueClient:
    """A client of a queue: says what it is told to, once."""

    def __init__(self, *troubles: Exception | None) -> None:
        self.troubles = list(troubles)
        self.calls: list[tuple[str, Any]] = []

    def _called(self, name: str, what: Any = None) -> None:
        self.calls.append((name, what))
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is not None:
            raise trouble

    def receive_messages(self, **options: Any) -> list[Any]:
        self._called("receive", options)
        return [
            SimpleNamespace(
                id="1",
                content="x",
                dequeue_count=2,
                pop_receipt="p",
                inserted_on=None,
                expires_on=None,
                next_visible_on=None,
            )
        ]

    def send_message(self, text: str) -> None:
        self._called("send", text)

    def create_queue(self) -> None:
        self._called("create")

    def update_message(self, number: str, **options: Any) -> Any:
        self._called("update", (number, options))
        return SimpleNamespace(pop_receipt="second", next_visible_on=None)

    def delete_message(self, number: str, **options: Any) -> None:
        self._called("delete", (number, options))


async def test_messages_are_received() -> None:
    client = QueueClient()

    (message,) = await AzureQueue(client).receive(most=4, hidden=600.0)

    assert (message.id, message.text, message.dequeue_count) == ("1", "x", 2)
    options = {"messages_per_page": 4, "max_messages": 4, "visibility_timeout": 600}
    assert client.calls == [("receive", options)]


async def test_a_queue_is_made_when_it_is_missing() -> None:
    client = QueueClient(refusal(404, "QueueNotFound"))

    await AzureQueue(client).put("x")

    assert [name for name, _ in client.calls] == ["send", "create", "send"]


async def test_a_queue_that_another_made_meanwhile_is_fine() -> None:
    client = QueueClient(refusal(404, "QueueNotFound"), ResourceExistsError("there"))

    await AzureQueue(client).put("x")

    assert client.calls[-1] == ("send", "x")


async def test_a_message_keeps_its_newest_receipt() -> None:
    client = QueueClient()
    queue = AzureQueue(client)

    message = await queue.hide(MESSAGE, seconds=300)
    await queue.delete(message)

    assert client.calls[1] == ("delete", ("1", {"pop_receipt": "second"}))


@pytest.mark.parametrize(
    ("problem", "expected", "text"),
    [
        (refusal(404, "MessageNotFound"), NotThere, "404 MessageNotFound"),
        (refusal(403, "AuthorizationFailure"), StorageProblem, "403 AuthorizationFailure"),
        (ServiceRequestError("no route"), StorageProblem, "ServiceRequestError: no route"),
        (HttpResponseError(message="no identity here"), StorageProblem, "no identity here"),
    ],
)
async def test_refusals_become_ours(
    problem: Exception, expected: type[StorageProblem], text: str
) -> None:
    with pytest.raises(expected, match=text):
        await AzureQueue(QueueClient(problem)).delete(MESSAGE)


class BlobClient:
    """A client of an account's blobs."""

    def __init__(self, *troubles: Exception | None) -> None:
        self.troubles = list(troubles)
        self.calls: list[str] = []
        self.url = "https://acme.example/c/n?sig=secret"

    def _called(self, name: str) -> None:
        self.calls.append(name)
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is not None:
            raise trouble

    def get_blob_client(self, container: str, name: str) -> "BlobClient":
        return self

    def create_container(self, container: str) -> None:
        self._called("create")

    def upload_blob(self, data: bytes, *, overwrite: bool) -> None:
        self._called(f"upload {data!r} {overwrite}")

    def download_blob(self) -> "BlobClient":
        self._called("download")
        return self

    def readall(self) -> bytes:
        return b"x"


async def test_blobs_are_read_and_written() -> None:
    client = BlobClient()
    blobs = AzureBlobs(client)

    assert await blobs.read("c", "n") == b"x"
    await blobs.write("c", "n", b"y")

    assert client.calls == ["download", "upload b'y' True"]
    assert blobs.uri("c", "n") == "https://acme.example/c/n"


async def test_a_blob_that_is_missing_is_none() -> None:
    assert await AzureBlobs(BlobClient(refusal(404, "BlobNotFound"))).read("c", "n") is None


async def test_a_container_is_made_when_it_is_missing() -> None:
    client = BlobClient(refusal(404, "ContainerNotFound"))

    await AzureBlobs(client).write("c", "n", b"y")

    assert client.calls[1:] == ["create", "upload b'y' True"]


def test_who_signs_in() -> None:
    by_id = "/subscriptions/s/resourceGroups/g/providers/x/y/z"
    kinds: list[tuple[IdentityConnection, type[Any]]] = [
        (IdentityConnection(uri="u", managed=True), ManagedIdentityCredential),
        (IdentityConnection(uri="u", managed=True, client_id="c"), ManagedIdentityCredential),
        (IdentityConnection(uri="u", managed=True, resource_id=by_id), ManagedIdentityCredential),
        (
            IdentityConnection(uri="u", tenant_id="t", client_id="c", client_secret="s"),
            ClientSecretCredential,
        ),
        (IdentityConnection(uri="u"), DefaultAzureCredential),
    ]
    for connection, kind in kinds:
        found = credential(connection)
        assert isinstance(found, kind)
        found.close()

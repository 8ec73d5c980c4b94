"""Blobs and queues of functions, in an account in memory."""

import base64
from typing import Any

import pytest

from nameplate_functions.bindings import StorageBindings
from nameplate_functions.connections import IdentityConnection
from nameplate_functions.failures import AppProblem, CannotConvert
from nameplate_functions.functions import Binding
from nameplate_functions.settings import Settings
from tests.fakes.moments import Moments
from tests.fakes.storage_account import FakeStorage

SETTINGS = Settings({"C__accountName": "acme", "FOLDER": "in", "WHERE": "C"})


class Stand:
    """Bindings and their account."""

    def __init__(self, *, plain: bool = False) -> None:
        self.storage = FakeStorage(Moments())
        self.bindings = StorageBindings(SETTINGS, self.storage, clock=Moments(), base64=not plain)


def binding(kind: str, **options: str) -> Binding:
    return Binding("x", kind, options={"connection": "C", **options})


async def test_a_blob_is_read_by_its_path() -> None:
    stand = Stand()
    stand.storage.opened.kept["in/7.txt"] = b"seven"
    found = await stand.bindings.read(binding("blob", path="%FOLDER%/{id}.txt"), str, {"id": 7})

    assert found == "seven"
    assert stand.storage.connections == [
        IdentityConnection(uri="https://acme.blob.core.windows.net")
    ]


async def test_a_blob_that_is_not_there_is_none() -> None:
    assert await Stand().bindings.read(binding("blob", path="a/b"), None, {}) is None


async def test_a_blob_is_written() -> None:
    stand = Stand()

    await stand.bindings.write(binding("blob", path="out/{DateTime:yyyy}/{id}"), "x", {"id": "a"})

    assert stand.storage.opened.kept == {"out/2026/a": b"x"}


@pytest.mark.parametrize(("plain", "text"), [(True, "x"), (False, base64.b64encode(b"x").decode())])
async def test_messages_are_put(text: str, *, plain: bool) -> None:
    stand = Stand(plain=plain)

    await stand.bindings.write(binding("queue", queueName="Orders-{id}"), ["x", "x"], {"id": 1})

    assert stand.storage.queues["orders-1"].texts == [text, text]


async def test_the_connection_may_be_a_setting() -> None:
    stand = Stand()

    await stand.bindings.write(binding("queue", queueName="q", connection="%WHERE%"), "x", {})

    assert stand.storage.queues["q"].texts


@pytest.mark.parametrize(
    "each",
    [
        binding("blob", path="only-container"),
        binding("blob", path="a/{nobody}"),
        binding("blob", path="%NOBODY%/x"),
        binding("blob", path="a/b", connection="Nobody"),
    ],
)
async def test_what_leads_nowhere_is_refused(each: Binding) -> None:
    with pytest.raises(AppProblem):
        await Stand().bindings.write(each, "x", {})


@pytest.mark.parametrize("value", [5, object()])
async def test_what_cannot_be_written_is_refused(value: Any) -> None:
    with pytest.raises(CannotConvert):
        await Stand().bindings.write(binding("blob", path="a/b"), value, {})

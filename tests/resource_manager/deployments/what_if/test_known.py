"""What can be known of resources before a deployment."""

import pytest

from nameplate.core.errors import Forbidden
from nameplate.core.secret_value import SecretValue
from nameplate.resource_manager.deployments.what_if.known import Known
from nameplate.template.references import Awaiting, Wanted
from tests.providers.stand import SITE, STORAGE, STRANGER, Stand
from tests.resource_manager.deployments.what_if.deploying import Lab, template

WANTED = Wanted("reference", SITE, "2023-12-01")
KEYS = Wanted("listKeys", STORAGE, "2023-01-01")


async def test_it_learns_what_is_there(stand: Stand) -> None:
    await stand.put(SITE, {"location": "westeurope"})
    await stand.put(STORAGE, {"location": "westeurope", "sku": {"name": "Standard_LRS"}})
    known = Known(stand.control_plane, Lab(stand).prepared(template()))
    for wanted in (WANTED, KEYS):
        with pytest.raises(Awaiting):
            known.find(wanted)
    assert await known.learn()
    assert known.find(WANTED)["defaultHostName"].startswith("web1.")
    assert isinstance(known.find(KEYS)["keys"][0]["value"], SecretValue)
    assert not await known.learn()


async def test_what_is_not_there_is_asked_for_once(stand: Stand) -> None:
    known = Known(stand.control_plane, Lab(stand).prepared(template()))
    with pytest.raises(Awaiting):
        known.find(WANTED)
    assert not await known.learn()
    await stand.put(SITE, {"location": "westeurope"})
    with pytest.raises(Awaiting):
        known.find(WANTED)
    assert not await known.learn()


async def test_what_may_not_be_read_is_refused(stand: Stand) -> None:
    await stand.put(SITE, {"location": "westeurope"})
    known = Known(stand.control_plane, Lab(stand, STRANGER).prepared(template()))
    with pytest.raises(Awaiting):
        known.find(WANTED)
    with pytest.raises(Forbidden):
        await known.learn()

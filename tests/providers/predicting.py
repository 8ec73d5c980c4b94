"""Asks the control plane's dry run, for tests."""

from typing import Any

from nameplate.core.principal import Principal
from nameplate.core.secret_value import SecretValue
from nameplate.resource_manager.address import parse
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.predictions import Prediction
from tests.providers.stand import OPERATOR, VERSION, Stand


async def predict(
    stand: Stand,
    path: str,
    body: Any,
    *,
    caller: Principal = OPERATOR,
    api_version: str = VERSION,
) -> Prediction:
    """What a PUT would change; asserts that nothing was committed to find it out."""
    epoch, last = stand.store.epoch.value, await stand.trail.last()
    call = Call(
        caller=caller,
        method="PUT",
        address=parse(path),
        api_version=api_version,
        request_id="r",
        body=body,
    )
    found = await stand.control_plane.predict(call)
    assert stand.store.epoch.value == epoch
    assert await stand.trail.last() == last
    return found


def shown(value: Any) -> Any:
    """A document without what GET does not show."""
    if isinstance(value, dict):
        return {
            name: shown(each) for name, each in value.items() if not isinstance(each, SecretValue)
        }
    return [shown(each) for each in value] if isinstance(value, list) else value

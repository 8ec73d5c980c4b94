"""A person who signs in with a device code."""

from typing import Final

from nameplate.directory.records import User
from tests.authority.world import SCOPE, TENANT, Answer, World

CLI: Final = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
REFRESH: Final = {"grant_type": "refresh_token", "client_id": CLI}
PERSONS_SCOPE: Final = f"{SCOPE} openid profile offline_access"


async def signed_in(
    world: World, user: User, *, scope: str = PERSONS_SCOPE, client_id: str = CLI, **more: str
) -> Answer:
    """The answer that the client gets once the person has approved."""
    path = f"/{TENANT.tenant_id}/oauth2/v2.0/devicecode"
    begun = (await world.post({"client_id": client_id, "scope": scope}, path=path)).body
    assert world.codes.approve(begun["user_code"], user.object_id)
    form = {"grant_type": "device_code", "client_id": client_id}
    return await world.post({**form, "device_code": begun["device_code"], **more})

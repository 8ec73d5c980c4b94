"""Deployments of a server: nothing is loaded for none, and what was left is gone on with."""

from pathlib import Path
from typing import Any, Final

from nameplate.core.clock import SystemClock
from nameplate.core.principal import Principal, PrincipalType
from nameplate.resource_manager.address import parse
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.deployments.records import Deployment, Lease, ProvisioningState
from nameplate.server.control_plane import BuiltControlPlane
from nameplate.server.endpoints import Mode
from nameplate.server.running import Server
from nameplate.store.deployments import StoredDeployments
from tests.resource_manager.deployments.preparing import body, identity, template
from tests.server.homes import settings_of

DOCUMENT: Final = template(identity("first"), identity("second", dependsOn=["first"]))


async def started(folder: Path, mode: Mode = Mode.EMBEDDED) -> Server:
    return await Server.start(settings_of(folder), SystemClock(), mode=mode)


async def built(server: Server) -> BuiltControlPlane:
    tenant = await server.rooms.opened.directory.tenant()
    return server.rooms.deployments.control_plane(server.clouds[0], tenant)


def group_of(server: Server) -> str:
    subscription = f"/subscriptions/{server.facts.subscription_id}"
    return f"{subscription}/resourceGroups/{server.settings.default_group}"


async def put(server: Server, path: str, given: Any) -> None:
    """As the operator."""
    facts = server.facts
    caller = Principal(
        object_id=facts.operator_id,
        app_id=None,
        tenant_id=facts.tenant_id,
        type=PrincipalType.USER,
        display_name="operator",
        issuer="",
    )
    call = Call(
        caller=caller,
        method="PUT",
        address=parse(path),
        api_version="2022-09-01",
        request_id="r",
        body=given,
    )
    await (await built(server)).plane.answer(call)


async def deployed(server: Server) -> Deployment:
    key = f"{group_of(server)}/providers/Microsoft.Resources/deployments/d1".lower()
    found = await StoredDeployments(server.rooms.opened.database).find(key)
    assert found is not None
    return found


async def begin(server: Server) -> None:
    group = group_of(server)
    await put(server, group, {"location": "westeurope"})
    path = f"{group}/providers/Microsoft.Resources/deployments/d1"
    await put(server, path, body(DOCUMENT))


async def test_a_server_without_deployments_loads_nothing_of_them(tmp_path: Path) -> None:
    server = await started(tmp_path)
    await server.rooms.deployments.resume()
    assert "runs" not in vars(server.rooms.deployments)
    await server.stop()


async def test_each_set_of_names_has_one_control_plane_and_all_one_engine_room(
    tmp_path: Path,
) -> None:
    server = await started(tmp_path)
    tenant = await server.rooms.opened.directory.tenant()
    planes = [
        server.rooms.deployments.control_plane(cloud, tenant)
        for cloud in (*server.clouds, server.clouds[0])
    ]
    await server.stop()
    assert planes[0] is planes[-1]
    assert planes[0] is not planes[1]
    assert planes[0].desk.runs is planes[1].desk.runs


async def test_a_command_waits_for_what_it_began(tmp_path: Path) -> None:
    server = await started(tmp_path)
    await begin(server)
    await server.stop()

    again = await started(tmp_path)
    state = (await deployed(again)).state
    await again.stop()

    assert state is ProvisioningState.SUCCEEDED


async def test_a_server_goes_on_with_what_another_left(tmp_path: Path) -> None:
    """What a killed one leaves: a lease that runs out, a sealed request, nothing done."""
    server = await started(tmp_path, Mode.UP)
    active = (await built(server)).desk.runs
    await begin(server)
    for each in active.every:
        each.stopping = True
    await active.wait()
    left = await deployed(server)
    await server.stop()

    again = await started(tmp_path, Mode.UP)
    await again.rooms.deployments.resume()
    await again.rooms.deployments.runs.wait()
    done = await deployed(again)
    await again.stop()

    assert left.state.active
    assert left.lease == Lease(active.owner, 0.0)
    assert done.state is ProvisioningState.SUCCEEDED

"""What looks at the trail, over the rooms that know of what it tells."""

from collections.abc import Mapping

from nameplate.admin.activity import ActivityApi
from nameplate.admin.activity_rights import ActivityRights
from nameplate.admin.explanation import ExplanationApi
from nameplate.admin.privilege import PrivilegeApi, Sources
from nameplate.admin.routes import Handler
from nameplate.core.principal import Principal, PrincipalType
from nameplate.directory.directory import Directory
from nameplate.directory.records import ServicePrincipal, User
from nameplate.server.rooms import Rooms


def activity_handlers(rooms: Rooms) -> Mapping[str, Handler]:
    """The handlers by the paths at which they stand."""
    subscription = f"/subscriptions/{rooms.opened.facts.subscription_id}"
    rights = ActivityRights(rooms.authorizer, subscription)
    known = ActivityDirectory(rooms.opened.directory)
    sources = Sources(rooms.trail, rights, known, known, rooms.policies, rooms.authorizer)
    apis = (
        ActivityApi(rooms.trail, rights, known, rooms.clock),
        ExplanationApi(rooms.trail, rights, known, rooms.authorizer),
        PrivilegeApi(sources),
    )
    return {route.template: route.handler for api in apis for route in api.routes()}


class ActivityDirectory:
    """Identities of apps, and principals as decisions see them.

    ``admin.activity_rows.Assigned`` and ``admin.explanation.Principals``.
    """

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def identities_of(self, resource_id: str) -> tuple[str, ...]:
        own = await self._directory.service_principal_of_resource(resource_id)
        found = [] if own is None else [own.object_id]
        assignment = await self._directory.assignment(resource_id)
        if assignment is not None:
            if assignment.system_assigned:
                found.append(assignment.system_assigned)
            for given in assignment.user_assigned:
                identity = await self._directory.service_principal_of_resource(given)
                if identity is not None:
                    found.append(identity.object_id)
        return tuple(dict.fromkeys(found))

    async def principal(self, object_id: str) -> tuple[Principal, bool] | None:
        record = await self._directory.principal(object_id)
        if record is None:
            return None
        tenant = await self._directory.tenant()
        return _principal(record, tenant.tenant_id), record.enabled


def _principal(record: ServicePrincipal | User, tenant_id: str) -> Principal:
    is_user = isinstance(record, User)
    return Principal(
        object_id=record.object_id,
        app_id=None if isinstance(record, User) else record.app_id,
        tenant_id=tenant_id,
        type=PrincipalType.USER if is_user else PrincipalType.SERVICE_PRINCIPAL,
        display_name=record.display_name,
        issuer="",
        resource_id=None if isinstance(record, User) else record.resource_id,
    )

"""What a token is for: ``scope`` (v2) or ``resource`` (v1), converted once into an audience.

``https://vault.azure.net/.default`` is the audience ``https://vault.azure.net``; with two slashes
before ``.default`` the resource itself ends in one. A person may also delegate the one permission
that there is, ``user_impersonation``. A resource is known to the cloud, or is an
application of the tenant (by identifier URI or by client id).
"""

from typing import Final

from nameplate.authority.refusals import (
    invalid_delegated_scope,
    invalid_scope,
    missing_parameter,
    missing_scope,
    several_resources,
    unknown_resource,
)
from nameplate.authority.token_request import EndpointVersion, TokenRequest
from nameplate.core.cloud import Cloud
from nameplate.directory.directory import Directory

_DEFAULT: Final = "/.default"
_DELEGATED: Final = (_DEFAULT, "/user_impersonation")
_OPENID: Final = frozenset(("openid", "profile", "email", "offline_access"))
_LONGEST: Final = 2000


class Audiences:
    """Finds the audience of a request."""

    def __init__(self, cloud: Cloud, directory: Directory) -> None:
        self._cloud = cloud
        self._directory = directory

    async def of(
        self, request: TokenRequest, *, scope: str | None = None, delegated: bool = False
    ) -> str:
        """The audience, spelled as it was asked for. Raises an AADSTS error.

        ``scope`` was granted before, and outranks what the request says; ``delegated``: by a
        person, not to an application itself.
        """
        if scope is None and request.version is EndpointVersion.V1:
            if not request.resource:
                raise missing_parameter("resource")
            return await self._required(request.resource)
        asked = scope if scope is not None else request.scope
        return await self.of_scope(asked, delegated=delegated)

    async def of_scope(self, scope: str | None, *, delegated: bool = False) -> str:
        """The audience of a scope. Raises an AADSTS error.

        A person who grants nothing but to be known grants what tells who they are: Graph.
        """
        if delegated and scope and set(scope.split()) <= _OPENID:
            return self._cloud.graph_audience
        return await self._required(resource_of_scope(scope, delegated=delegated))

    async def _required(self, asked: str) -> str:
        if len(asked) <= _LONGEST and await self._known(asked):
            return asked
        raise unknown_resource(asked, (await self._directory.tenant()).display_name)

    async def _known(self, resource: str) -> bool:
        if self._cloud.knows_resource(resource):
            return True
        if await self._directory.application(resource) is not None:
            return True
        return await self._directory.application_of_uri(resource) is not None


def names_a_resource(request: TokenRequest) -> bool:
    """Whether a request says what its token is for."""
    if request.version is EndpointVersion.V1:
        return bool(request.resource)
    return any(each not in _OPENID for each in (request.scope or "").split())


def resource_of_scope(scope: str | None, *, delegated: bool = False) -> str:
    """The resource of a ``scope`` that asks for one resource's ``.default``."""
    wanted = (scope or "").split()
    if not wanted:
        raise missing_scope()
    asked = {each for each in wanted if each not in _OPENID} or set(wanted)
    endings = _DELEGATED if delegated else (_DEFAULT,)
    resources = {_resource(each, endings) for each in sorted(asked)}
    if len(resources) > 1:
        raise several_resources()
    return resources.pop()


def _resource(scope: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if scope.lower().endswith(ending) and len(scope) > len(ending):
            return scope[: -len(ending)]
    raise invalid_delegated_scope(scope) if len(endings) > 1 else invalid_scope(scope)

"""The wire of the token endpoint's listener: App Service's path and the metadata service's."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from nameplate.core.clock import Clock
from nameplate.core.cloud import Cloud
from nameplate.core.epoch import ChangeEpoch
from nameplate.core.errors import NameplateError, NotFound
from nameplate.directory.directory import Directory
from nameplate.edge.http import Request, Response
from nameplate.edge.wire import Wire
from nameplate.managed_identity.app_service import AppService
from nameplate.managed_identity.expires_on import ExpiresOnFormat
from nameplate.managed_identity.gate import (
    IMDS_HOST,
    LOOPBACK_HOSTS,
    check_headers,
    check_host,
)
from nameplate.managed_identity.identities import Identities
from nameplate.managed_identity.imds import InstanceMetadata
from nameplate.managed_identity.platform_tokens import PlatformTokens, TokenTrail
from nameplate.managed_identity.refusals import Refusals
from nameplate.managed_identity.warm import WarmAnswers
from nameplate.tokens.issuer import Issuer
from nameplate.tokens.key_ring import KeyRing

_APP_SERVICE_PATH: Final = re.compile(r"/+msi/token/*", re.IGNORECASE)
_METADATA_PATH: Final = re.compile(r"/+metadata(/.*)?", re.IGNORECASE)


class IdentityEndpoint(Wire):
    """What a workload calls. ``extra_hosts``: further names under which this machine is called."""

    name = "identity endpoint"
    body_limit = 65_536

    def __init__(
        self,
        directory: Directory,
        issuer: Issuer,
        keys: KeyRing,
        trail: TokenTrail,
        clock: Clock,
        epoch: ChangeEpoch,
        *,
        clouds: Sequence[Cloud],
        style: ExpiresOnFormat = ExpiresOnFormat.AUTO,
        imds_resource_id: str | None = None,
        extra_hosts: Collection[str] = (),
    ) -> None:
        identities = Identities(directory, clouds)
        tokens = PlatformTokens(issuer, keys, directory, trail, clock)
        self._hosts = frozenset((*LOOPBACK_HOSTS, IMDS_HOST, *extra_hosts))
        self._warm = WarmAnswers(clock, epoch, trail, style)
        refused = Refusals(trail)
        self._app_service = AppService(
            directory, identities, tokens, self._warm, refused, style=style
        )
        self._imds = InstanceMetadata(
            directory, identities, tokens, self._warm, refused, clock, resource_id=imds_resource_id
        )

    def fast(self, scope: Mapping[str, Any]) -> Response | None:
        """A warm token, from memory."""
        return self._warm.find(scope)

    async def handle(self, request: Request) -> Response:
        """Check who speaks, then let the path's own service answer."""
        check_host(request.host, self._hosts)
        check_headers(request.headers)
        if _APP_SERVICE_PATH.fullmatch(request.path):
            return await self._app_service.answer(request)
        if _METADATA_PATH.fullmatch(request.path):
            return await self._imds.answer(request)
        raise NotFound(
            "NotFound", "Tokens are at /msi/token (App Service) and /metadata/identity (IMDS)."
        )

    def render(self, error: NameplateError, request: Request) -> Response:
        """The shape of whom the path belongs to."""
        if _METADATA_PATH.fullmatch(request.path):
            return self._imds.render(error)
        return self._app_service.render(error, request)

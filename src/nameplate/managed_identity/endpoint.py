"""The wire of the token endpoint's listener: each source of managed identity has its paths."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from nameplate.core.clock import Clock
from nameplate.core.cloud import Cloud
from nameplate.core.epoch import ChangeEpoch
from nameplate.core.errors import NameplateError, NotFound
from nameplate.directory.directory import Directory
from nameplate.edge.http import Request, Response
from nameplate.edge.wire import Wire
from nameplate.managed_identity import azure_ml
from nameplate.managed_identity.app_service import HEADERS, AppService
from nameplate.managed_identity.arc_challenges import ArcChallenges
from nameplate.managed_identity.azure_arc import AzureArc
from nameplate.managed_identity.cloud_shell import CloudShell
from nameplate.managed_identity.expires_on import ExpiresOnFormat
from nameplate.managed_identity.gate import OWN_HOSTS, check_headers, check_host
from nameplate.managed_identity.imds import InstanceMetadata
from nameplate.managed_identity.parts import Parts
from nameplate.managed_identity.paths import Source, addressed, shown
from nameplate.managed_identity.platform_tokens import TokenTrail
from nameplate.managed_identity.warm import WarmAnswers
from nameplate.tokens.issuer import Issuer
from nameplate.tokens.key_ring import KeyRing

_SECRET_HEADERS: Final = tuple(HEADERS.values())


class IdentityEndpoint(Wire):
    """What a workload calls."""

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
        challenges: ArcChallenges | None = None,
    ) -> None:
        self.parts = parts = Parts.of(directory, issuer, keys, trail, clock, clouds=clouds)
        granting, tokens = parts.granting, parts.tokens
        self._directory = directory
        self._warm = warm = WarmAnswers(clock, epoch, trail, style)
        self._app_service = AppService(directory, granting, tokens, warm, style=style)
        self._azure_ml = AppService(
            directory, granting, tokens, warm, style=ExpiresOnFormat.EPOCH, secrets=azure_ml.HEADERS
        )
        self._cloud_shell = CloudShell(directory, granting, tokens, clock)
        self._imds = InstanceMetadata(
            directory, granting, tokens, warm, clock, resource_id=imds_resource_id
        )
        self.challenges = challenges or ArcChallenges(clock)
        self._arc = AzureArc(directory, granting, tokens, self.challenges, clock)

    def fast(self, scope: Mapping[str, Any]) -> Response | None:
        """A warm token, from memory."""
        return self._warm.find(scope)

    def forget(self, object_id: str) -> None:
        """Give no token of an identity again that was given before: the next one is a new one."""
        self.parts.tokens.forget(object_id)
        self._warm.clear()

    async def handle(self, request: Request) -> Response:
        """Check who speaks, then let the path's own service answer."""
        at = addressed(request.path)
        if not await self._is_bound(request, at.source):
            check_host(request.host, OWN_HOSTS)
        check_headers(request.headers)
        match at.source:
            case Source.APP_SERVICE:
                return await self._app_service.answer(request)
            case Source.AZURE_ML:
                return await self._azure_ml.answer(request)
            case Source.CLOUD_SHELL:
                return await self._cloud_shell.answer(request, at.word or "")
            case Source.IMDS:
                return await self._imds.answer(request, at.rest, at.word)
            case Source.ARC:
                return await self._arc.answer(request, at.rest, at.word or "")
            case Source.NONE:
                raise NotFound(
                    "NotFound",
                    "Tokens are at /msi/token (App Service) and /metadata/identity (IMDS).",
                )

    async def _is_bound(self, request: Request, source: Source) -> bool:
        """Whether a name that is not our own is one under which the shown secret is good.

        A name alone opens nothing: whoever is lured here under another has no secret that fits.
        """
        if request.host in OWN_HOSTS or source not in (Source.APP_SERVICE, Source.AZURE_ML):
            return False
        for name in _SECRET_HEADERS:
            for secret in request.headers.get_all(name):
                if await self._directory.binding_of(secret, host=request.host) is not None:
                    return True
        return False

    def logged_path(self, request: Request) -> str:
        """Without the secret that stands in the paths of some sources."""
        return shown(request.path)

    def render(self, error: NameplateError, request: Request) -> Response:
        """The shape of whom the path belongs to."""
        match addressed(request.path).source:
            case Source.IMDS:
                return self._imds.render(error)
            case Source.CLOUD_SHELL:
                return self._cloud_shell.render(error)
            case Source.ARC:
                return self._arc.render(error)
            case _:
                return self._app_service.render(error, request)

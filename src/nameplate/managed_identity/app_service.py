"""The identity endpoint of App Service and Functions: api-versions 2017-09-01 and 2019-08-01.

https://learn.microsoft.com/azure/app-service/overview-managed-identity, "REST endpoint reference",
and the founding document of 2017. The header secret proves the workload.
"""

import logging
from typing import Any, Final

from nameplate.core.errors import (
    BadRequest,
    InternalFailure,
    MethodNotAllowed,
    NameplateError,
    Unauthorized,
)
from nameplate.directory.directory import Directory
from nameplate.directory.records import WorkloadBinding
from nameplate.edge.http import Headers, Request, Response, json_response
from nameplate.managed_identity import refusals
from nameplate.managed_identity.expires_on import ExpiresOnFormat
from nameplate.managed_identity.identities import FoundIdentity, Identities
from nameplate.managed_identity.platform_tokens import PlatformTokens, renewed_at
from nameplate.managed_identity.question import TokenQuestion, read_api_version, read_question
from nameplate.managed_identity.refusals import Refusals
from nameplate.managed_identity.selectors import Selector
from nameplate.managed_identity.warm import WarmAnswer, WarmAnswers
from nameplate.tokens.issuer import IssuedToken

V2017: Final = "2017-09-01"
V2019: Final = "2019-08-01"
_HEADERS: Final = {V2017: "secret", V2019: "x-identity-header"}

_FAILED: Final = "An unexpected error occured while fetching the AAD Token."  # spelled so there

_logger = logging.getLogger(__name__)


class AppService:
    """Answers ``{IDENTITY_ENDPOINT}?resource=...``."""

    def __init__(
        self,
        directory: Directory,
        identities: Identities,
        tokens: PlatformTokens,
        warm: WarmAnswers,
        refused: Refusals,
        *,
        style: ExpiresOnFormat,
    ) -> None:
        self._directory = directory
        self._identities = identities
        self._tokens = tokens
        self._warm = warm
        self._refusals = refused
        self._style = style

    async def answer(self, request: Request) -> Response:
        """Answer a request for a token, or raise a ``NameplateError``."""
        if request.method != "GET":
            raise MethodNotAllowed(
                "MethodNotAllowed",
                f"The method {request.method[:20]} is not allowed: use GET.",
                headers=(("Allow", "GET"),),
            )
        seen = self._warm.epoch
        api_version = read_api_version(request.query, tuple(_HEADERS))
        binding = await self._workload(request.headers, _HEADERS[api_version])
        question = read_question(request.query)
        identity = await self._identity(binding, question, request)
        token = await self._tokens.token(identity, question.resource, request.request_id)
        answer = self._ready(token, identity, binding, self._style_for(request, api_version))
        self._warm.keep(request, answer, seen=seen)
        return answer.response(0)

    def render(self, error: NameplateError, request: Request) -> Response:
        """App Service's shape; a failure tells nothing of its cause."""
        message = _FAILED if isinstance(error, InternalFailure) else error.message
        document = {
            "statusCode": error.status,
            "message": message,
            "correlationId": request.request_id,
        }
        return json_response(error.status, document, error.headers)

    async def _workload(self, headers: Headers, name: str) -> WorkloadBinding:
        given = headers.get_all(name)
        shown = "X-IDENTITY-HEADER" if name == _HEADERS[V2019] else "Secret"
        if not given:
            raise Unauthorized("MissingSecret", f"The header {shown} is missing.")
        if len(given) > 1:
            raise Unauthorized("DoubledSecret", f"The header {shown} is given more than once.")
        binding = await self._directory.binding_of(given[0])
        if binding is None:
            _logger.warning("a wrong header secret was shown", extra={"header": name})
            raise Unauthorized(
                "WrongSecret",
                f"The value of the header {shown} is not that of a running app: it is new at "
                "each start.",
            )
        return binding

    async def _identity(
        self, binding: WorkloadBinding, question: TokenQuestion, request: Request
    ) -> FoundIdentity:
        found = await self._identities.find(binding.resource_id, question.selector)
        if found is None:
            reason = refusals.NO_SUCH_IDENTITY
        elif not found.principal.enabled:
            reason = refusals.SWITCHED_OFF
        elif not await self._identities.knows_resource(question.resource):
            reason = refusals.UNKNOWN_RESOURCE
        elif not await self._identities.assigned(found.principal, question.resource):
            reason = refusals.NOT_ASSIGNED
        else:
            return found
        principal = None if found is None else found.principal
        await self._refusals.record(
            request, question, reason, on=binding.resource_id, principal=principal
        )
        if found is None:
            raise BadRequest("IdentityNotFound", _no_identity(question.selector))
        raise InternalFailure("TokenNotIssued", _FAILED)

    def _style_for(self, request: Request, api_version: str) -> ExpiresOnFormat:
        if api_version != V2017:
            return ExpiresOnFormat.EPOCH
        return self._style.for_client((request.headers.get("user-agent") or "").encode("latin-1"))

    @staticmethod
    def _ready(
        token: IssuedToken,
        identity: FoundIdentity,
        binding: WorkloadBinding,
        style: ExpiresOnFormat,
    ) -> WarmAnswer:
        response = json_response(200, _document(token, identity, style))
        ends = renewed_at(token)
        return WarmAnswer(
            token,
            object_id=identity.principal.object_id,
            ends=ends if binding.expires is None else min(ends, binding.expires),
            headers=response.headers,
            parts=(response.body,),
        )


def _document(
    token: IssuedToken, identity: FoundIdentity, style: ExpiresOnFormat
) -> dict[str, Any]:
    """Every value a string, ``resource`` as it was asked for: the union of what clients demand."""
    return {
        "access_token": token.text,
        "expires_on": style.write(token.expires_on),
        "resource": token.audience,
        "token_type": "Bearer",
        "client_id": identity.principal.app_id.upper(),
    }


def _no_identity(selector: Selector | None) -> str:
    user_assigned = "" if selector is None else "User Assigned or Delegated "
    return (
        f"No {user_assigned}Managed Identity found for specified ClientId/ResourceId/PrincipalId."
    )

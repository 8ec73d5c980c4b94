"""The identity endpoint of App Service and Functions: api-versions 2017-09-01 and 2019-08-01.

https://learn.microsoft.com/azure/app-service/overview-managed-identity, "REST endpoint reference",
and the founding document of 2017. The header secret proves the workload.
"""

from collections.abc import Mapping
from typing import Any, Final

from nameplate.core.errors import (
    BadRequest,
    InternalFailure,
    MethodNotAllowed,
    NameplateError,
)
from nameplate.directory.directory import Directory
from nameplate.directory.records import WorkloadBinding
from nameplate.edge.http import Request, Response, json_response
from nameplate.managed_identity.expires_on import ExpiresOnFormat
from nameplate.managed_identity.gate import OWN_HOSTS
from nameplate.managed_identity.granting import Granting, Refusal
from nameplate.managed_identity.header_secrets import bound_by_header
from nameplate.managed_identity.identities import FoundIdentity
from nameplate.managed_identity.platform_tokens import PlatformTokens, renewed_at
from nameplate.managed_identity.question import TokenQuestion, read_api_version, read_question
from nameplate.managed_identity.refusals import NO_SUCH_IDENTITY
from nameplate.managed_identity.selectors import Selector
from nameplate.managed_identity.warm import WarmAnswer, WarmAnswers
from nameplate.tokens.issuer import IssuedToken

V2017: Final = "2017-09-01"
V2019: Final = "2019-08-01"
HEADERS: Final[Mapping[str, str]] = {V2017: "secret", V2019: "x-identity-header"}
"""The header that shows a workload's secret, by api-version."""
_SHOWN: Final = {"secret": "Secret", "x-identity-header": "X-IDENTITY-HEADER"}

_FAILED: Final = "An unexpected error occured while fetching the AAD Token."  # spelled so there


class AppService:
    """Answers ``{IDENTITY_ENDPOINT}?resource=...``."""

    def __init__(
        self,
        directory: Directory,
        granting: Granting,
        tokens: PlatformTokens,
        warm: WarmAnswers,
        *,
        style: ExpiresOnFormat,
        secrets: Mapping[str, str] = HEADERS,
    ) -> None:
        """``secrets``: the header that shows the secret, by the api-versions that are spoken."""
        self._directory = directory
        self._granting = granting
        self._tokens = tokens
        self._warm = warm
        self._style = style
        self._secrets = secrets

    async def answer(self, request: Request) -> Response:
        """Answer a request for a token, or raise a ``NameplateError``."""
        if request.method != "GET":
            raise MethodNotAllowed(
                "MethodNotAllowed",
                f"The method {request.method[:20]} is not allowed: use GET.",
                headers=(("Allow", "GET"),),
            )
        seen = self._warm.epoch
        api_version = read_api_version(request.query, tuple(self._secrets))
        name = self._secrets[api_version]
        host = None if request.host in OWN_HOSTS else request.host
        binding = await bound_by_header(
            self._directory, request.headers, name, _SHOWN[name], host=host
        )
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

    async def _identity(
        self, binding: WorkloadBinding, question: TokenQuestion, request: Request
    ) -> FoundIdentity:
        found = await self._granting.find(request, question, on=binding.resource_id)
        if not isinstance(found, Refusal):
            return found
        if found.reason == NO_SUCH_IDENTITY:
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

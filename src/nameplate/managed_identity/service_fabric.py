"""Service Fabric's token service: HTTPS, a pinned certificate, and the header ``Secret``.

https://learn.microsoft.com/azure/service-fabric/how-to-managed-identity-service-fabric-app-code.
The cluster decides which identity a service has: only .NET names one, as ``principalId``. A client
whose token was rejected says so by its hash, and gets another one.
"""

import re
from typing import Any, Final

from nameplate.core.errors import (
    BadRequest,
    InternalFailure,
    MethodNotAllowed,
    NameplateError,
    NotFound,
    Unauthorized,
)
from nameplate.directory.directory import Directory
from nameplate.directory.records import WorkloadBinding
from nameplate.edge.http import Request, Response, json_response
from nameplate.edge.wire import Wire
from nameplate.managed_identity.gate import LOOPBACK_HOSTS, check_headers, check_host
from nameplate.managed_identity.granting import Refusal
from nameplate.managed_identity.header_secrets import bound_by_header
from nameplate.managed_identity.identities import FoundIdentity
from nameplate.managed_identity.parts import Parts
from nameplate.managed_identity.question import TokenQuestion, only_value
from nameplate.managed_identity.selectors import NAMES, Selector, SelectorKind
from nameplate.tokens.issuer import IssuedToken

API_VERSION: Final = "2019-07-01-preview"
PATH: Final = "/metadata/identity/oauth2/token"

_PATH: Final = re.compile(r"/+metadata/identity/oauth2/token/*", re.IGNORECASE)
_PRINCIPAL: Final = "principalid"
_SHA256: Final = re.compile(r"[0-9a-fA-F]{64}")
_RESOURCE_LIMIT: Final = 2_000
_FAILED: Final = "An error occurred while processing the request."


class ServiceFabric(Wire):
    """Answers ``GET {IDENTITY_ENDPOINT}`` on the TLS listener."""

    name = "service fabric"
    body_limit = 65_536

    def __init__(self, directory: Directory, parts: Parts) -> None:
        self._directory = directory
        self._identities = parts.identities
        self._granting = parts.granting
        self._tokens = parts.tokens

    async def handle(self, request: Request) -> Response:
        """Answer a request for a token, or raise a ``NameplateError``."""
        check_host(request.host, LOOPBACK_HOSTS)
        check_headers(request.headers)
        if _PATH.fullmatch(request.path) is None:
            raise NotFound("NotFound", f"Tokens are at {PATH}.")
        if request.method != "GET":
            allow = (("Allow", "GET"),)
            raise MethodNotAllowed("MethodNotAllowed", "Use GET.", headers=allow)
        binding = await self._workload(request)
        question = _question(request)
        found = await self._identity(binding, question, request)
        token = await self._tokens.token(
            found, question.resource, request.request_id, rejected=_rejected(request)
        )
        return json_response(200, _document(token))

    def render(self, error: NameplateError, request: Request) -> Response:
        """The documented shape; a failure tells nothing of its cause."""
        code, message = error.code, error.message
        if isinstance(error, InternalFailure):
            code, message = "InternalServerError", _FAILED
        document = {
            "error": {"correlationId": request.request_id, "code": code, "message": message}
        }
        return json_response(error.status, document, error.headers)

    async def _workload(self, request: Request) -> WorkloadBinding:
        try:
            return await bound_by_header(self._directory, request.headers, "secret", "Secret")
        except Unauthorized as refused:
            if refused.code == "MissingSecret":
                raise NotFound(
                    "SecretHeaderNotFound", "Secret is not found in the request headers."
                ) from None
            raise _no_identity() from None

    async def _identity(
        self, binding: WorkloadBinding, question: TokenQuestion, request: Request
    ) -> FoundIdentity:
        on = binding.resource_id
        found = await self._identities.find(on, question.selector)
        if found is None and question.selector is None:
            found = await self._identities.only_one(on)
        decided = await self._granting.decide(request, question, found, on=on)
        if not isinstance(decided, Refusal):
            return decided
        if decided.principal is None:
            raise _no_identity()
        raise InternalFailure("InternalServerError", _FAILED)


def _question(request: Request) -> TokenQuestion:
    pairs = request.query.items()
    version = only_value(pairs, "api-version")
    if version != API_VERSION:
        raise BadRequest(
            "InvalidApiVersion",
            f"The api-version '{(version or '')[:50]}' is not supported. Supported version is "
            f"'{API_VERSION}'.",
        )
    resource = only_value(pairs, "resource")
    if not resource:
        raise BadRequest(
            "ArgumentNullOrEmpty", "The parameter 'resource' should not be null or empty string."
        )
    if len(resource) > _RESOURCE_LIMIT:
        raise BadRequest("ArgumentOutOfRange", "The parameter 'resource' is too long.")
    return TokenQuestion(resource, _selector(pairs))


def _selector(pairs: list[tuple[str, str]]) -> Selector | None:
    for name, value in pairs:
        if value and name.lower() in NAMES:
            raise BadRequest(
                "ArgumentNotSupported",
                f"The parameter '{name[:50]}' is not supported: the cluster's configuration "
                "decides which identity a service has.",
            )
    wanted = only_value(pairs, _PRINCIPAL)
    return Selector(SelectorKind.OBJECT_ID, wanted.lower()) if wanted else None


def _rejected(request: Request) -> str | None:
    """The SHA-256 of a token that some service refused, in lower case."""
    given = only_value(request.query.items(), "token_sha256_to_refresh")
    return given.lower() if given and _SHA256.fullmatch(given) else None


def _no_identity() -> NotFound:
    return NotFound(
        "ManagedIdentityNotFound",
        "Managed identity not found for the specified application host.",
    )


def _document(token: IssuedToken) -> dict[str, Any]:
    """``expires_on`` is a number in the documents and was a string in every answer seen."""
    return {
        "token_type": "Bearer",
        "access_token": token.text,
        "expires_on": str(token.expires_on),
        "resource": token.audience,
    }

"""Azure Arc's agent: who asks has to read a file that the agent writes.

https://learn.microsoft.com/azure/azure-arc/servers/managed-identity-authentication. The first
request is answered by 401 with the file's path; the second shows what stands in it, once.
"""

import re
from typing import Any, Final

from nameplate.core.clock import Clock
from nameplate.core.errors import (
    BadRequest,
    InternalFailure,
    MethodNotAllowed,
    NameplateError,
    NotFound,
    Unauthorized,
)
from nameplate.directory.directory import Directory
from nameplate.edge.http import Request, Response, json_response
from nameplate.managed_identity import refusals
from nameplate.managed_identity.arc_challenges import ArcChallenges, CannotChallenge
from nameplate.managed_identity.granting import Granting, Refusal
from nameplate.managed_identity.identities import FoundIdentity
from nameplate.managed_identity.platform_tokens import PlatformTokens
from nameplate.managed_identity.question import read_api_version, read_question
from nameplate.managed_identity.selectors import Selector, SelectorKind
from nameplate.tokens.issuer import IssuedToken

API_VERSIONS: Final = ("2019-08-15", "2019-11-01", "2020-06-01", "2021-02-01")

_TOKEN_PATH: Final = re.compile(r"/+metadata/identity/oauth2/token/*", re.IGNORECASE)
_BASIC: Final = re.compile(r"Basic (\S+)", re.IGNORECASE)
_FAILED: Final = "Failed to retrieve token from the Active directory."
_OWN_CODES: Final = frozenset(("invalid_request", "invalid_resource", "unauthorized", "not_found"))


class AzureArc:
    """Answers ``GET {IDENTITY_ENDPOINT}`` of a binding."""

    def __init__(
        self,
        directory: Directory,
        granting: Granting,
        tokens: PlatformTokens,
        challenges: ArcChallenges,
        clock: Clock,
    ) -> None:
        self._directory = directory
        self._granting = granting
        self._tokens = tokens
        self._challenges = challenges
        self._clock = clock

    async def answer(self, request: Request, path: str, binding_id: str) -> Response:
        """Answer a request for a token, or raise a ``NameplateError``: 401 is a challenge."""
        metadata = request.headers.get_all("metadata")
        if len(metadata) != 1 or metadata[0].strip().lower() != "true":
            raise BadRequest("invalid_request", "Required metadata header not specified")
        if request.method != "GET":
            allow = (("Allow", "GET"),)
            raise MethodNotAllowed("invalid_request", "Use GET.", headers=allow)
        if _TOKEN_PATH.fullmatch(path) is None:
            raise NotFound("not_found", "Not found")
        read_api_version(request.query, API_VERSIONS)
        question = read_question(request.query)
        binding = await self._directory.binding(binding_id.lower())
        if binding is None:
            raise BadRequest("invalid_request", "Identity not found")
        self._check_proof(request, binding.binding_id)
        found = await self._granting.find(request, question, on=binding.resource_id)
        if isinstance(found, Refusal):
            raise _refused(found, question.resource)
        token = await self._tokens.token(found, question.resource, request.request_id)
        return json_response(200, _document(token, found, question.selector, now=self._clock.now()))

    def render(self, error: NameplateError) -> Response:
        """The shape of an OAuth error, as the metadata service has it."""
        code = error.code if error.code in _OWN_CODES else "invalid_request"
        message = error.message
        if isinstance(error, InternalFailure):
            code = "unknown"
            message = error.message if error.code == "CannotChallenge" else _FAILED
        document = {"error": code, "error_description": message}
        return json_response(error.status, document, error.headers)

    def _check_proof(self, request: Request, binding_id: str) -> None:
        given = request.headers.get_all("authorization")
        proof = _BASIC.fullmatch(given[0]) if len(given) == 1 else None
        if proof is not None and self._challenges.met(binding_id, proof[1]):
            return
        if given:
            raise Unauthorized(
                "unauthorized",
                "The Authorization header does not show the content of a key file that was named "
                "a moment ago, or it was shown before.",
            )
        try:
            path = self._challenges.new(binding_id)
        except CannotChallenge as problem:
            raise InternalFailure("CannotChallenge", str(problem)) from None
        raise Unauthorized(
            "unauthorized",
            "Show the content of the file that WWW-Authenticate names.",
            headers=(("WWW-Authenticate", f"Basic realm={path}"),),
        )


def _refused(refusal: Refusal, resource: str) -> NameplateError:
    if refusal.principal is None or refusal.reason == refusals.SWITCHED_OFF:
        return BadRequest("invalid_request", "Identity not found")
    if refusal.reason == refusals.UNKNOWN_RESOURCE:
        return BadRequest(
            "invalid_resource",
            f"AADSTS500011: The resource principal named {resource[:200]} was not found in the "
            "tenant.",
        )
    return InternalFailure("TokenNotIssued", _FAILED)


def _document(
    token: IssuedToken, found: FoundIdentity, selector: Selector | None, *, now: float
) -> dict[str, Any]:
    """The metadata service's fields; clients that chose an identity want its name back."""
    principal = found.principal
    document = {
        "access_token": token.text,
        "expires_in": str(max(0, token.expires_on - int(now))),
        "expires_on": str(token.expires_on),
        "not_before": str(token.not_before),
        "resource": token.audience,
        "token_type": "Bearer",
    }
    if selector is None:
        return document
    if selector.kind is SelectorKind.OBJECT_ID:
        return document | {"object_id": principal.object_id}
    if selector.kind is SelectorKind.RESOURCE_ID:
        return document | {"msi_res_id": principal.resource_id or ""}
    return document | {"client_id": principal.app_id}

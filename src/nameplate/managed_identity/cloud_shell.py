"""Cloud Shell's token endpoint: a form is posted to ``MSI_ENDPOINT``, and there is no api-version.

Its errors are nested objects. There is one identity, without selectors; older clients ask by GET.
"""

from typing import Any, Final

from nameplate.core.clock import Clock
from nameplate.core.errors import BadRequest, InternalFailure, MethodNotAllowed, NameplateError
from nameplate.directory.directory import Directory
from nameplate.edge.http import Request, Response, json_response
from nameplate.managed_identity import refusals
from nameplate.managed_identity.granting import Granting, Refusal
from nameplate.managed_identity.platform_tokens import PlatformTokens
from nameplate.managed_identity.question import TokenQuestion, question_of
from nameplate.tokens.issuer import IssuedToken

_FAILED: Final = "The token could not be issued."


class CloudShell:
    """Answers ``POST {MSI_ENDPOINT}`` with ``resource=`` in the body."""

    def __init__(
        self, directory: Directory, granting: Granting, tokens: PlatformTokens, clock: Clock
    ) -> None:
        self._directory = directory
        self._granting = granting
        self._tokens = tokens
        self._clock = clock

    async def answer(self, request: Request, secret: str) -> Response:
        """Answer a request for a token of the workload with a secret, or raise."""
        if request.method not in ("POST", "GET"):
            allow = (("Allow", "POST"),)
            raise MethodNotAllowed("MethodNotAllowed", "Use POST.", headers=allow)
        metadata = request.headers.get_all("metadata")
        if len(metadata) != 1 or metadata[0].strip().lower() != "true":
            raise BadRequest("BadRequest", "Required metadata header not specified")
        binding = await self._directory.binding_of(secret)
        question = self._question(request)
        if binding is None:
            raise BadRequest("IdentityNotFound", "No managed identity is found at this address.")
        found = await self._granting.find(request, question, on=binding.resource_id)
        if isinstance(found, Refusal):
            raise _refused(found, question)
        token = await self._tokens.token(found, question.resource, request.request_id)
        return json_response(200, _document(token, self._clock.now()))

    def render(self, error: NameplateError) -> Response:
        """The nested shape; a failure tells nothing of its cause."""
        message = _FAILED if isinstance(error, InternalFailure) else error.message
        document = {"error": {"code": error.code, "message": message}}
        return json_response(error.status, document, error.headers)

    @staticmethod
    def _question(request: Request) -> TokenQuestion:
        """The body is a form whatever its Content-Type says: some clients send none."""
        pairs = request.form() if request.method == "POST" else request.query.items()
        question = question_of(pairs)
        if question.selector is not None:
            raise BadRequest(
                "UserAssignedNotSupported",
                "Cloud Shell has one identity: user-assigned ones cannot be chosen.",
            )
        return question


def _refused(refusal: Refusal, question: TokenQuestion) -> NameplateError:
    if refusal.reason == refusals.UNKNOWN_RESOURCE:
        return BadRequest(
            "AudienceNotSupported",
            f"Audience {question.resource[:200]} is not a supported MSI token audience.",
        )
    if refusal.principal is None:
        return BadRequest("IdentityNotFound", "The app has no system-assigned managed identity.")
    return InternalFailure("TokenNotIssued", _FAILED)


def _document(token: IssuedToken, now: float) -> dict[str, Any]:
    """The metadata service's fields, all of them strings."""
    return {
        "access_token": token.text,
        "refresh_token": "",
        "expires_in": str(max(0, token.expires_on - int(now))),
        "expires_on": str(token.expires_on),
        "not_before": str(token.not_before),
        "resource": token.audience,
        "token_type": "Bearer",
    }

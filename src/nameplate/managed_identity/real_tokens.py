"""The identity endpoint of a run that gets real tokens: some from elsewhere, all others from here.

It stands before this platform's own endpoint and passes on, as it came, whatever it does not
answer: an audience that is served here, and every request that is not in order, so that refusals
are the endpoint's own. A token is shown to nobody but the process that knows the run's secret.
"""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from nameplate.core.clock import Clock
from nameplate.core.errors import InternalFailure, NameplateError
from nameplate.core.secret_value import SecretValue
from nameplate.edge.http import Request, Response, json_response
from nameplate.edge.wire import Wire
from nameplate.managed_identity import azure_ml
from nameplate.managed_identity.app_service import HEADERS, V2017
from nameplate.managed_identity.expires_on import ExpiresOnFormat
from nameplate.managed_identity.gate import (
    IMDS_HOST,
    LOOPBACK_HOSTS,
    check_headers,
    check_host,
)
from nameplate.managed_identity.imds import API_VERSIONS, TOKEN_PATH
from nameplate.managed_identity.paths import Addressed, Source, addressed, shown
from nameplate.managed_identity.question import question_of, read_api_version

_HOSTS: Final = frozenset((*LOOPBACK_HOSTS, IMDS_HOST))
_OAUTH: Final = (Source.IMDS, Source.CLOUD_SHELL)


class Token(Protocol):
    """A token of the real cloud."""

    @property
    def text(self) -> SecretValue: ...
    @property
    def expires_on(self) -> int: ...
    @property
    def client_id(self) -> str: ...


class TokenSource(Protocol):
    """Who has real tokens (``server.token_broker``)."""

    async def token(self, resource: str) -> Token | None:
        """A token of a resource; ``None``: it is served here. Raises NameplateError."""
        ...


PassOn = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class _Question:
    resource: str
    source: Source
    api_version: str


class RealTokenEndpoint(Wire):
    """Answers one run's process."""

    name = "identity endpoint"
    body_limit = 65_536

    def __init__(
        self,
        tokens: TokenSource,
        pass_on: PassOn,
        secret: SecretValue,
        clock: Clock,
        *,
        style: ExpiresOnFormat = ExpiresOnFormat.AUTO,
    ) -> None:
        self._tokens = tokens
        self._pass_on = pass_on
        self._secret = secret
        self._clock = clock
        self._style = style

    async def handle(self, request: Request) -> Response:
        """A real token where one is meant; otherwise what this platform answers."""
        question = self._question(request)
        token = await self._tokens.token(question.resource) if question is not None else None
        if question is None or token is None:
            return await self._pass_on(request)
        if question.source in _OAUTH:
            return json_response(200, self._oauth_document(token, question))
        style = ExpiresOnFormat.EPOCH
        if question.api_version == V2017 and question.source is Source.APP_SERVICE:
            agent = request.headers.get("user-agent") or ""
            style = self._style.for_client(agent.encode("latin-1"))
        document = {
            "access_token": token.text.reveal(),
            "expires_on": style.write(token.expires_on),
            "resource": question.resource,
            "token_type": "Bearer",
            "client_id": token.client_id.upper(),
        }
        return json_response(200, document)

    def render(self, error: NameplateError, request: Request) -> Response:
        """The shape of whom the path belongs to."""
        message = error.message
        if isinstance(error, InternalFailure):
            message = "The token could not be had."
        source = addressed(request.path).source
        document: dict[str, Any] = {
            "statusCode": error.status,
            "message": message,
            "correlationId": request.request_id,
        }
        if source is Source.IMDS:
            document = {"error": "invalid_request", "error_description": message}
        elif source is Source.CLOUD_SHELL:
            document = {"error": {"code": error.code, "message": message}}
        return json_response(error.status, document, error.headers)

    def logged_path(self, request: Request) -> str:
        """Without the run's secret, which stands in the paths of some sources."""
        return shown(request.path)

    def _question(self, request: Request) -> _Question | None:
        """What is asked for by whoever knows the secret; ``None``: not in order, or no token."""
        at = addressed(request.path)
        try:
            check_host(request.host, _HOSTS)
            check_headers(request.headers)
            pairs = request.query.items()
            api_version = ""
            if at.source is Source.CLOUD_SHELL:
                pairs = request.form() if request.method == "POST" else pairs
            elif at.source is Source.IMDS:
                read_api_version(request.query, API_VERSIONS)
            elif at.source in (Source.APP_SERVICE, Source.AZURE_ML):
                api_version = read_api_version(request.query, tuple(_headers(at.source)))
            found = _Question(question_of(pairs).resource, at.source, api_version)
        except NameplateError:
            return None
        return found if self._is_in_order(request, at, api_version) else None

    def _is_in_order(self, request: Request, at: Addressed, api_version: str) -> bool:
        if at.source in _OAUTH:
            metadata = [each.strip().lower() for each in request.headers.get_all("metadata")]
            asked = at.source is Source.CLOUD_SHELL or TOKEN_PATH.fullmatch(at.rest) is not None
            method = "POST" if at.source is Source.CLOUD_SHELL else "GET"
            proof = [at.word or ""]
            return metadata == ["true"] and asked and request.method == method and self._is(proof)
        if at.source not in (Source.APP_SERVICE, Source.AZURE_ML) or request.method != "GET":
            return False
        return self._is(request.headers.get_all(_headers(at.source)[api_version]))

    def _is(self, shown: list[str]) -> bool:
        secret = self._secret.reveal().encode()
        return len(shown) == 1 and hmac.compare_digest(shown[0].encode(), secret)

    def _oauth_document(self, token: Token, question: _Question) -> dict[str, str]:
        """Every value a string, as the metadata service and Cloud Shell have them."""
        now = int(self._clock.now())
        left = str(max(0, token.expires_on - now))
        document = {
            "access_token": token.text.reveal(),
            "client_id": token.client_id,
            "expires_in": left,
            "expires_on": str(token.expires_on),
            "ext_expires_in": left,
            "not_before": str(now),
            "resource": question.resource,
            "token_type": "Bearer",
        }
        if question.source is Source.CLOUD_SHELL:
            document = {**document, "refresh_token": ""}
        return document


def _headers(source: Source) -> "dict[str, str]":
    return dict(HEADERS if source is Source.APP_SERVICE else azure_ml.HEADERS)

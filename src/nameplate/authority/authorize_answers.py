"""Answers of the authorization endpoint: to the client by the browser, or to the person."""

from collections.abc import Mapping
from uuid import uuid4

import orjson

from nameplate.authority.authorize_request import ResponseMode
from nameplate.authority.redirects import origin_of, with_fragment, with_query
from nameplate.authority.rendering import refused
from nameplate.authority.sign_in_pages import NOT_KEPT, error_page, form_post_page, page
from nameplate.core.clock import Clock
from nameplate.core.cloud import Cloud
from nameplate.core.errors import NameplateError
from nameplate.core.secret_value import SecretValue
from nameplate.edge.http import Request, Response, encode_headers


class AuthorizeAnswers:
    """Writes them. A redirect after a form is a GET again (RFC 9700 section 4.12)."""

    def __init__(self, cloud: Cloud, clock: Clock) -> None:
        self._cloud = cloud
        self._clock = clock

    def code(
        self, request: Request, code: SecretValue, *, to: str, mode: ResponseMode, state: str | None
    ) -> Response:
        """The code, on its way to the client."""
        parameters = {"code": code.reveal()}
        if state is not None:
            parameters["state"] = state
        parameters["session_state"] = str(uuid4())
        return _sent(request, parameters, to=to, mode=mode)

    def refusal(
        self,
        request: Request,
        error: NameplateError,
        *,
        to: str,
        mode: ResponseMode,
        state: str | None,
    ) -> Response:
        """An error, told the client (RFC 6749 section 4.1.2.1)."""
        document = self._document(request, error)
        parameters = {name: document[name] for name in ("error", "error_description", "error_uri")}
        if state is not None:
            parameters["state"] = state
        return _sent(request, parameters, to=to, mode=mode)

    def page(self, request: Request, error: NameplateError) -> Response:
        """An error, told the person."""
        description = self._document(request, error)["error_description"]
        return page(error_page(description), status=error.status)

    def _document(self, request: Request, error: NameplateError) -> dict[str, str]:
        document: dict[str, str] = orjson.loads(
            refused(error, request, self._cloud, self._clock).body
        )
        return document


def _sent(
    request: Request, parameters: Mapping[str, str], *, to: str, mode: ResponseMode
) -> Response:
    if mode is ResponseMode.FORM_POST:
        return page(form_post_page(to, parameters), form_targets=origin_of(to), sends_itself=True)
    address = (with_query if mode is ResponseMode.QUERY else with_fragment)(to, parameters)
    status = 302 if request.method == "GET" else 303
    headers = (("location", address), ("referrer-policy", "no-referrer"), *NOT_KEPT)
    return Response(status, b"", encode_headers(headers))

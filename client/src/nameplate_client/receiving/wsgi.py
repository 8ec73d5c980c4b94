"""WSGI middleware: no request reaches the app without a token that counts.

    app.wsgi_app = BearerMiddleware(app.wsgi_app, validator, roles=["Orders.Read"])

The claims stand in ``environ["nameplate.claims"]``.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from nameplate_client.receiving.bearer import token_of
from nameplate_client.receiving.claims import names
from nameplate_client.receiving.refusals import Refused
from nameplate_client.receiving.validator import TokenValidator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CLAIMS: Final = "nameplate.claims"


class BearerMiddleware:
    """A WSGI app around another one."""

    def __init__(
        self,
        app: "WSGIApplication",
        validator: TokenValidator,
        *,
        roles: str | Iterable[str] = (),
        scopes: str | Iterable[str] = (),
        exempt: str | Iterable[str] = (),
        realm: str | None = None,
    ) -> None:
        self._app = app
        self._validator = validator
        self._roles = names(roles)
        self._scopes = names(scopes)
        self._exempt = names(exempt)
        self._realm = realm

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Let in, or answer."""
        if environ.get("PATH_INFO", "") in self._exempt:
            return self._app(environ, start_response)
        given = environ.get("HTTP_AUTHORIZATION")
        try:
            environ[CLAIMS] = self._validator.validate(
                token_of([given] if given is not None else []),
                roles=self._roles,
                scopes=self._scopes,
            )
        except Refused as refused:
            body = refused.body()
            phrase = HTTPStatus(refused.status).phrase
            headers = [
                *refused.headers(self._realm).items(),
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(body))),
            ]
            start_response(f"{refused.status} {phrase}", headers)
            return [body]
        return self._app(environ, start_response)

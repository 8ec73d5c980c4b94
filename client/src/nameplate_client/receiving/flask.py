"""A Flask decorator: the view runs for whoever has a token that counts; ``flask.g.claims`` is whom.

@app.get("/orders")
@requires_token(validator, roles=["Orders.Read"])
def orders() -> ...
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ParamSpec

from flask import Response, current_app, g, request

from nameplate_client.receiving.bearer import token_of
from nameplate_client.receiving.claims import names
from nameplate_client.receiving.refusals import Refused
from nameplate_client.receiving.validator import TokenValidator

P = ParamSpec("P")


def requires_token(
    validator: TokenValidator,
    *,
    roles: str | Iterable[str] = (),
    scopes: str | Iterable[str] = (),
    realm: str | None = None,
) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Guard a view."""
    needed_roles, needed_scopes = names(roles), names(scopes)

    def guard(view: Callable[P, Any]) -> Callable[P, Any]:
        @wraps(view)
        def guarded(*arguments: P.args, **named: P.kwargs) -> Any:
            try:
                g.claims = validator.validate(
                    token_of(request.headers.getlist("Authorization")),
                    roles=needed_roles,
                    scopes=needed_scopes,
                )
            except Refused as refused:
                return Response(
                    refused.body(),
                    refused.status,
                    refused.headers(realm),
                    content_type="application/json",
                )
            return current_app.ensure_sync(view)(*arguments, **named)

        return guarded

    return guard

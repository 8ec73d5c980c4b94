"""A FastAPI dependency: the claims of whoever calls, and the lock in the API's description.

reader = BearerToken(validator, roles=["Orders.Read"])

@app.get("/orders")
async def orders(caller: Annotated[Claims, Depends(reader)]) -> ...
"""

from collections.abc import Iterable

from fastapi import HTTPException, Request
from fastapi.openapi.models import HTTPBearer as HTTPBearerModel
from fastapi.security.base import SecurityBase

from nameplate_client.receiving.bearer import token_of
from nameplate_client.receiving.claims import Claims, names
from nameplate_client.receiving.refusals import Refused
from nameplate_client.receiving.validator import TokenValidator


class BearerToken(SecurityBase):
    """Lets in whoever has a token that counts and the roles and scopes named."""

    def __init__(
        self,
        validator: TokenValidator,
        *,
        roles: str | Iterable[str] = (),
        scopes: str | Iterable[str] = (),
        realm: str | None = None,
    ) -> None:
        self.model = HTTPBearerModel(bearerFormat="JWT")
        self.scheme_name = "Bearer"
        self._validator = validator
        self._roles = names(roles)
        self._scopes = names(scopes)
        self._realm = realm

    async def __call__(self, request: Request) -> Claims:
        """The claims; FastAPI answers the refusal."""
        try:
            return await self._validator.validate_async(
                token_of(request.headers.getlist("authorization")),
                roles=self._roles,
                scopes=self._scopes,
            )
        except Refused as refused:
            raise HTTPException(
                refused.status, refused.document(), refused.headers(self._realm)
            ) from None

"""The tokens of a session: one for each API, got by its refresh token (RFC 6749 section 6)."""

from typing import Any, Final
from urllib.parse import urlencode

from nameplate.core.clock import Clock
from nameplate.core.secret_value import SecretValue
from nameplate.portal.api import Api, Reply
from nameplate.portal.failures import ApiFailure, SessionEnded
from nameplate.portal.place import Place
from nameplate.portal.sessions import AccessToken, Session

FORM: Final = (("content-type", "application/x-www-form-urlencoded"),)
_MARGIN: Final = 120


class Tokens:
    """Asks the authority, in the name of the portal's own client."""

    def __init__(self, api: Api, place: Place, clock: Clock) -> None:
        self._api = api
        self._place = place
        self._clock = clock

    async def of(self, session: Session, audience: str) -> str:
        """The text of a token that is good for a while. Raises SessionEnded."""
        held = session.tokens.get(audience)
        if held is not None and held.expires - _MARGIN > self._clock.now():
            return held.text.reveal()
        async with session.lock:
            held = session.tokens.get(audience)
            if held is None or held.expires - _MARGIN <= self._clock.now():
                held = await self._refreshed(session, audience)
        return held.text.reveal()

    async def redeem(self, fields: dict[str, str]) -> dict[str, Any]:
        """Ask the token endpoint. Raises ApiFailure."""
        document = await self._ask({"client_id": self._place.client_id, **fields})
        answer: dict[str, Any] = document.json()
        return answer

    async def _refreshed(self, session: Session, audience: str) -> AccessToken:
        fields = {
            "grant_type": "refresh_token",
            "client_id": self._place.client_id,
            "refresh_token": session.refresh.reveal(),
            "scope": f"{audience}/.default offline_access",
        }
        try:
            answer = (await self._ask(fields)).json()
        except ApiFailure as failure:
            if failure.status >= 500:
                raise
            raise SessionEnded from failure
        session.refresh = SecretValue(answer.get("refresh_token") or session.refresh.reveal())
        token = AccessToken(
            SecretValue(answer["access_token"]),
            self._clock.now() + float(answer["expires_in"]),
        )
        session.tokens[audience] = token
        return token

    async def _ask(self, fields: dict[str, str]) -> Reply:
        body = urlencode(fields).encode()
        reply = await self._api.send("POST", self._place.token_url, FORM, body)
        if reply.status != 200:
            raise ApiFailure.of(reply)
        return reply

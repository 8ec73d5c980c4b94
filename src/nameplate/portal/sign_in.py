"""Signing in: through the authority with a code and PKCE, or with a one-time link; signing out.

A session's cookie is SameSite=Strict, so that no other site's link or form ever comes with it. The
way back from the authority is such a link: what ends there is a page of our own that leads on.
"""

from base64 import urlsafe_b64decode
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from nameplate.core.clock import Clock
from nameplate.core.cloud import Cloud
from nameplate.core.secret_value import SecretValue
from nameplate.portal.addresses import own_path
from nameplate.portal.failures import ApiFailure
from nameplate.portal.pending import LIFETIME, Pending, PendingSignIns
from nameplate.portal.place import Place
from nameplate.portal.rendering import Pages
from nameplate.portal.sessions import LONGEST, Person, Session, Sessions
from nameplate.portal.theme import theme_of
from nameplate.portal.tokens import Tokens

_STALE: Final = "This sign-in was begun too long ago, or in another browser. Sign in again."
_ANOTHERS: Final = (
    "This link is for the programs of the user who asked for it, and this browser is not known to "
    "be one. `nameplate portal --print-url` makes a link for any browser."
)
_SPENT: Final = "This link was used already, or it is too old. `nameplate portal` makes a new one."


UserOf = Callable[[tuple[str, int], tuple[str, int]], int | None]
"""Whose process is at the first end of a connection on this machine; ``None``: nothing says."""


def unknown(client: tuple[str, int], server: tuple[str, int]) -> None:
    """Where nobody can tell whose a visitor is."""


class SignIn:
    """The pages that need nobody to be signed in."""

    def __init__(
        self,
        place: Place,
        clock: Clock,
        sessions: Sessions,
        tokens: Tokens,
        pages: Pages,
        *,
        user_of: "UserOf",
    ) -> None:
        self._place = place
        self._sessions = sessions
        self._tokens = tokens
        self._pages = pages
        self._pending = PendingSignIns(clock)
        self._user_of = user_of
        prefix = "__Host-" if place.secure else ""
        self.cookie = f"{prefix}nameplate-portal"
        self._pending_cookie = f"{prefix}nameplate-portal-sign-in"
        self._scope = _scope(place.cloud)
        self._asked_scope = _scope(place.browser)

    def session(self, request: Request, *, touch: bool = True) -> Session | None:
        """The session that a request comes with."""
        return self._sessions.find(request.cookies.get(self.cookie), touch=touch)

    async def show(self, request: Request) -> Response:
        """How to sign in. ``?ended`` says that somebody was signed in before."""
        next_path = own_path(request.query_params.get("next"))
        note = (
            "You were signed out, because nobody used the portal for a while or it was restarted. "
            "Nothing of what you sent was saved."
            if "ended" in request.query_params
            else ""
        )
        return self._page(request, next_path=next_path, note=note)

    async def start(self, request: Request) -> Response:
        """On to the authority."""
        pending, cookie = self._pending.begin(own_path(request.query_params.get("next")))
        asked = {
            "client_id": self._place.client_id,
            "response_type": "code",
            "redirect_uri": self._place.redirect_uri,
            "response_mode": "query",
            "scope": self._asked_scope,
            "state": pending.state,
            "nonce": pending.nonce,
            "code_challenge": pending.challenge,
            "code_challenge_method": "S256",
        }
        response = RedirectResponse(f"{self._place.authorize_url}?{urlencode(asked)}", 302)
        self._set(response, self._pending_cookie, cookie, seconds=LIFETIME, same_site="lax")
        return response

    async def done(self, request: Request) -> Response:
        """Back from the authority, with a code or with a refusal."""
        query = request.query_params
        pending = self._pending.take(request.cookies.get(self._pending_cookie), query.get("state"))
        if pending is None:
            return self._page(request, note=_STALE, status=400)
        if "code" not in query:
            said = query.get("error_description", "The authority did not sign you in.")
            return self._page(request, note=said[:400], next_path=pending.next, status=403)
        fields = {
            "grant_type": "authorization_code",
            "code": query["code"],
            "redirect_uri": self._place.redirect_uri,
            "code_verifier": pending.verifier.reveal(),
            "scope": self._scope,
        }
        return await self._redeem(request, fields, pending)

    async def link(self, request: Request) -> Response:
        """A one-time link, as ``nameplate portal`` makes it for the operator.

        One that is for a user of the system is no good without saying so: its code was issued for
        the address with the user in it.
        """
        user = request.query_params.get("user", "")
        if user and not self._is_from(request, user):
            return self._page(request, note=_ANOTHERS, status=403)
        fields = {
            "grant_type": "authorization_code",
            "code": request.query_params.get("code", ""),
            "redirect_uri": f"{self._place.origin}/sign-in/link{f'?user={user}' if user else ''}",
            "scope": self._scope,
        }
        if request.method != "GET" or not fields["code"]:
            return self._page(request, note=_SPENT, status=400)
        next_path = own_path(request.query_params.get("next"))
        return await self._redeem(request, fields, None, next_path=next_path)

    def end(self, session: Session) -> Response:
        """Sign out."""
        self._sessions.end(session)
        response = RedirectResponse("/sign-in", 303)
        self._set(response, self.cookie, "", seconds=0)
        return response

    def ended(self, request: Request) -> Response:
        """Whoever asks for a page and is not signed in is sent to sign in, and back."""
        wanted = request.scope["raw_path"].decode("ascii")
        if request.method == "GET" and request.url.query:
            wanted = f"{wanted}?{request.url.query}"
        asked = {"next": wanted} if wanted != "/" else {}
        if self.cookie in request.cookies:
            asked["ended"] = "1"
        return RedirectResponse(f"/sign-in{'?' if asked else ''}{urlencode(asked)}", 303)

    def _is_from(self, request: Request, user: str) -> bool:
        """Whether a process of a user asks, or one of root, who may be whom they like."""
        client, server = request.scope.get("client"), request.scope.get("server")
        known = self._user_of(tuple(client), tuple(server)) if client and server else None
        return known is not None and str(known) in (user, "0")

    async def _redeem(
        self,
        request: Request,
        fields: dict[str, str],
        pending: Pending | None,
        *,
        next_path: str = "/",
    ) -> Response:
        try:
            answer = await self._tokens.redeem(fields)
        except ApiFailure as failure:
            return self._page(
                request, note=_SPENT if pending is None else failure.message, status=403
            )
        claims = _claims(answer["id_token"])
        if pending is not None and claims.get("nonce") != pending.nonce:
            return self._page(request, note=_STALE, status=400)
        before = self.session(request, touch=False)
        if before is not None:
            self._sessions.end(before)
        _, cookie = self._sessions.begin(_person(claims), SecretValue(answer["refresh_token"]))
        onward = pending.next if pending is not None else next_path
        text = self._pages.render(
            "landing.html", {"next": onward, "theme": theme_of(request.cookies)}
        )
        response = HTMLResponse(text)
        self._set(response, self._pending_cookie, "", seconds=0, same_site="lax")
        self._set(response, self.cookie, cookie.reveal(), seconds=LONGEST)
        return response

    def _page(
        self, request: Request, *, note: str = "", next_path: str = "/", status: int = 200
    ) -> Response:
        context = {"note": note, "next": next_path, "theme": theme_of(request.cookies)}
        return HTMLResponse(self._pages.render("sign_in.html", context), status)

    def _set(
        self, response: Response, name: str, value: str, *, seconds: int, same_site: str = "strict"
    ) -> None:
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path="/",
            secure=self._place.secure,
            httponly=True,
            samesite="lax" if same_site == "lax" else "strict",
        )


def _scope(cloud: Cloud) -> str:
    """What is asked for, in the words of the authority under a cloud's names."""
    audience = cloud.resource_manager_audiences[0].rstrip("/")
    return f"openid profile offline_access {audience}/.default"


def _claims(token: str) -> dict[str, Any]:
    """What an ID token says. It came from the token endpoint itself (OpenID Core 3.1.3.7, 6)."""
    middle = token.split(".")[1]
    claims: dict[str, Any] = orjson.loads(urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    return claims


def _person(claims: dict[str, Any]) -> Person:
    user_name = str(claims.get("preferred_username") or claims.get("upn") or "")
    return Person(str(claims["oid"]), str(claims.get("name") or user_name), user_name)

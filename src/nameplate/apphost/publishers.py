"""Who may publish to an app: with the site's own user name and password, or with a role there.

Basic: RFC 7617, refused where the site's ``basicPublishingCredentialsPolicies/scm`` says so.
Bearer: a token for the control plane whose principal may do ``Microsoft.Web/sites/publish/Action``.
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Final, Protocol

from nameplate.apphost.wanted import WantedApp
from nameplate.audit.event import Event, EventKind
from nameplate.audit.evidence import of_refusal
from nameplate.authorization.decision import Decision, Denied
from nameplate.core.errors import Forbidden, Unauthorized
from nameplate.core.principal import Principal
from nameplate.edge.bearer import TokenRejected
from nameplate.edge.http import Request

ACTION: Final = "Microsoft.Web/sites/publish/Action"


class Authenticating(Protocol):
    """What tells who asks (``edge.Authenticator``)."""

    async def authenticate(self, request: Request, audiences: frozenset[str]) -> Principal | None:
        """The principal; ``None`` without a token; raises TokenRejected for a bad one."""
        ...


class Decisions(Protocol):
    """The one decision on control-plane actions (``authorization.Authorizer``)."""

    async def decide_action(self, principal: Principal, action: str, scope: str) -> Decision: ...


class Trail(Protocol):
    """Where decisions and changes are recorded (``audit.Trail``)."""

    async def record(self, event: Event, *, durable: bool = True) -> None: ...


class Credentials(Protocol):
    """The publishing credentials of sites: the control plane's."""

    async def basic_allowed(self, key: str) -> bool:
        """Whether the site's policy allows its password."""
        ...

    async def matches(self, key: str, user: str, password: str) -> bool:
        """Whether these are the site's; compared in constant time."""
        ...


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who was let in."""

    name: str
    object_id: str | None = None
    app_id: str | None = None
    reason: str = "publishing credentials"


@dataclass(frozen=True, slots=True)
class Publishers:
    """Lets publishers in, or says why not."""

    authenticator: Authenticating
    decisions: Decisions
    credentials: Credentials
    trail: Trail
    audiences: frozenset[str]
    authority: str
    """Where a token is to be had, for the challenge: ``https://HOST/TENANT``."""

    async def admit(self, app: WantedApp, request: Request) -> Publisher:
        """Who asks. Raises Unauthorized, Forbidden."""
        given = request.headers.get("authorization") or ""
        if given.partition(" ")[0].lower() == "basic":
            return await self._by_password(app, given)
        return await self._by_token(app, request)

    async def changed(self, app: WantedApp, publisher: Publisher, request: Request) -> None:
        """Record that somebody changes what runs."""
        await self.trail.record(
            Event(
                kind=EventKind.CHANGE,
                action=ACTION,
                outcome="allowed",
                resource=app.key,
                object_id=publisher.object_id,
                app_id=publisher.app_id,
                display_name=publisher.name,
                reason=publisher.reason,
                request_id=request.request_id,
                facts={"request": f"{request.method} {request.path}"},
            )
        )

    async def _by_password(self, app: WantedApp, given: str) -> Publisher:
        user, password = _pair(given)
        if await self.credentials.basic_allowed(app.key):
            # deployment tools write `web1\$web1`, too
            if await self.credentials.matches(app.key, user.rpartition("\\")[2], password):
                return Publisher(user.rpartition("\\")[2])
            text = "The user name or password is not the site's."
        else:
            text = "The site does not allow its publishing password: use a token."
        raise await self._unauthorized(app, text)

    async def _by_token(self, app: WantedApp, request: Request) -> Publisher:
        try:
            principal = await self.authenticator.authenticate(request, self.audiences)
        except TokenRejected as rejected:
            text = f"The access token is not accepted: {rejected.reason.value}."
            raise await self._unauthorized(app, text) from None
        if principal is None:
            text = "Publishing takes the site's publishing credentials or a bearer token."
            raise await self._unauthorized(app, text)
        decision = await self.decisions.decide_action(principal, ACTION, app.key)
        if isinstance(decision, Denied):
            await self._denied(app, principal, decision, request)
            text = f"'{principal.display_name}' may not do '{ACTION}' here: {decision.reason}"
            raise Forbidden("AuthorizationFailed", text)
        return Publisher(
            principal.display_name, principal.object_id, principal.app_id, decision.reason
        )

    async def _denied(
        self, app: WantedApp, principal: Principal, decision: Denied, request: Request
    ) -> None:
        await self.trail.record(
            Event(
                kind=EventKind.DECISION,
                action=ACTION,
                outcome="denied",
                resource=app.key,
                object_id=principal.object_id,
                app_id=principal.app_id,
                display_name=principal.display_name,
                reason=decision.reason,
                request_id=request.request_id,
                facts=of_refusal(principal, decision.looked),
                workload=principal.resource_id or "",
            )
        )

    async def _unauthorized(self, app: WantedApp, text: str) -> Unauthorized:
        challenges = [("WWW-Authenticate", f'Bearer authorization_uri="{self.authority}"')]
        if await self.credentials.basic_allowed(app.key):
            challenges.insert(0, ("WWW-Authenticate", 'Basic realm="site"'))
        return Unauthorized("Unauthorized", text, headers=challenges)


def _pair(given: str) -> tuple[str, str]:
    """User name and password; two empty texts for what is none."""
    try:
        text = base64.b64decode(given.partition(" ")[2].strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return "", ""
    user, _, password = text.partition(":")
    return user, password

"""``/{tenant}/oauth2/v2.0/authorize`` and ``/{tenant}/oauth2/authorize`` (RFC 6749 section 3.1).

What is wrong with the client or its redirect URI is told the person; everything else is told the
client, at that URI. Whoever asks is shown a page each time: nothing keeps a browser signed in.
"""

from nameplate.authority.audience import Audiences
from nameplate.authority.authorize_answers import AuthorizeAnswers
from nameplate.authority.authorize_request import AuthorizeParameters, check
from nameplate.authority.browsers import browser_of, cookie_for
from nameplate.authority.clients import Client, Clients
from nameplate.authority.pending_sign_ins import PendingSignIn, PendingSignIns, new_browser
from nameplate.authority.redirects import Platform, origin_of, redirect_of
from nameplate.authority.refusals import missing_parameter
from nameplate.authority.sign_in_pages import page, sign_in_page
from nameplate.authority.tenants import Tenants
from nameplate.authority.token_request import EndpointVersion
from nameplate.core.errors import NameplateError
from nameplate.edge.http import Request, Response


class AuthorizeEndpoint:
    """Takes a client's request, checks it, and shows the person a page."""

    def __init__(
        self,
        tenants: Tenants,
        clients: Clients,
        audiences: Audiences,
        pending: PendingSignIns,
        answers: AuthorizeAnswers,
    ) -> None:
        self._tenants = tenants
        self._clients = clients
        self._audiences = audiences
        self._pending = pending
        self._answers = answers

    async def handle(
        self, request: Request, tenant_name: str, version: EndpointVersion
    ) -> Response:
        """Answer the browser that a client sent."""
        try:
            tenant = await self._tenants.find(tenant_name, error="invalid_request")
            parameters = AuthorizeParameters.read(request)
            if not parameters.get("client_id"):
                raise missing_parameter("client_id")
            client = await self._clients.find(parameters.get("client_id"))
            redirect_uri, platform = redirect_of(client, parameters.get("redirect_uri"))
        except NameplateError as error:
            return self._answers.page(request, error)
        state = parameters.fields.get("state")
        try:
            pending = await self._checked(parameters, client, version, redirect_uri, platform)
        except NameplateError as error:
            return self._answers.refusal(
                request, error, to=redirect_uri, mode=parameters.mode, state=state
            )
        browser = browser_of(request) or new_browser()
        flow = self._pending.begin(browser, pending)
        return shown(pending, flow, tenant=tenant.name, cookie=cookie_for(browser))

    async def _checked(
        self,
        parameters: AuthorizeParameters,
        client: Client,
        version: EndpointVersion,
        redirect_uri: str,
        platform: Platform,
    ) -> PendingSignIn:
        """What is kept until the person has signed in. Raises an AADSTS error."""
        challenge = check(parameters, public=platform is Platform.PUBLIC)
        scope = parameters.scope(version)
        await self._audiences.of_scope(scope, delegated=True)
        return PendingSignIn(
            client=client,
            redirect_uri=redirect_uri,
            confidential=platform is Platform.WEB,
            scope=scope,
            mode=parameters.mode,
            state=parameters.fields.get("state"),
            nonce=parameters.fields.get("nonce"),
            challenge=challenge,
            login_hint=parameters.get("login_hint")[:120],
        )


def shown(
    pending: PendingSignIn, flow: str, *, tenant: str, cookie: str = "", error: str = ""
) -> Response:
    """The page of a sign-in. What answers its form may send the browser on to the client."""
    code = pending.operator_code
    target = origin_of(pending.redirect_uri)
    content = sign_in_page(
        flow=flow,
        action=f"/{tenant}/login",
        client=pending.client.display_name,
        target=target,
        name=pending.login_hint,
        error=error,
        operator_code="" if code is None else code.user_code,
    )
    return page(content, form_targets=f"'self' {target}", cookie=cookie)

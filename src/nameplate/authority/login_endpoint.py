"""``POST /{tenant}/login``: what a person sends from the page of a sign-in.

The form names the sign-in and the browser's cookie must be the one that it was begun with; a form
of another site is refused. Passwords are checked by ``password_sign_in``; the operator, who has
none, approves a code on the command line instead.
"""

from dataclasses import replace

from nameplate.audit.event import Event, EventKind
from nameplate.authority.authorization_codes import AuthorizationCodes, SignedIn, new_family
from nameplate.authority.authorize_answers import AuthorizeAnswers
from nameplate.authority.authorize_endpoint import shown
from nameplate.authority.authorize_refusals import cancelled, lost_sign_in
from nameplate.authority.browsers import browser_of, from_own_page
from nameplate.authority.device_codes import DeviceCodes, DeviceCodeState
from nameplate.authority.password_sign_in import METHOD, PasswordSignIn
from nameplate.authority.pending_sign_ins import PendingSignIn, PendingSignIns
from nameplate.authority.protocols import Trail
from nameplate.authority.refusals import disabled_user
from nameplate.authority.resource_access import ResourceAccess
from nameplate.authority.tenants import NamedTenant, Tenants
from nameplate.authority.token_request import form_fields
from nameplate.core.errors import NameplateError
from nameplate.core.secret_value import SecretValue
from nameplate.directory.directory import Directory
from nameplate.directory.records import User
from nameplate.edge.http import Request, Response

_WAITING = "The code is not approved yet: run the command, then continue."
_OPERATOR = "rsa"
"""The operator's command line signs in with a key."""


class LoginEndpoint:
    """Goes on with a sign-in."""

    def __init__(
        self,
        directory: Directory,
        passwords: PasswordSignIn,
        devices: DeviceCodes,
        pending: PendingSignIns,
        codes: AuthorizationCodes,
        *,
        tenants: Tenants,
        answers: AuthorizeAnswers,
        trail: Trail,
    ) -> None:
        self._directory = directory
        self._passwords = passwords
        self._devices = devices
        self._pending = pending
        self._codes = codes
        self._tenants = tenants
        self._answers = answers
        self._trail = trail
        self._access = ResourceAccess(directory)

    async def handle(self, request: Request, tenant_name: str) -> Response:
        """Answer a form of the page."""
        try:
            tenant = await self._tenants.find(tenant_name, error="invalid_request")
            fields = form_fields(request)
            flow = fields.get("flow", "")
            browser = browser_of(request)
            pending = None if browser is None else self._pending.find(flow, browser)
            if pending is None or not from_own_page(request):
                raise lost_sign_in()
        except NameplateError as error:
            return self._answers.page(request, error)
        if fields.get("action") == "cancel":
            return self._refused(request, flow, pending, cancelled())
        if fields.get("action") == "operator":
            return await self._by_operator(request, tenant, flow, pending)
        return await self._by_password(request, tenant, flow, pending, fields)

    async def _by_password(
        self,
        request: Request,
        tenant: NamedTenant,
        flow: str,
        pending: PendingSignIn,
        fields: dict[str, str],
    ) -> Response:
        name = fields.get("username", "")[:120]
        pending = replace(pending, login_hint=name, operator_code=None)
        self._pending.replace(flow, pending)
        try:
            user = await self._passwords.authenticate(
                name, SecretValue(fields.get("password", "")), tenant_id=tenant.tenant_id
            )
        except NameplateError as error:
            # the code alone: people type passwords where their name belongs
            known = await self._directory.user_named(name)
            await self._tell(request, pending, known, f"the sign-in was refused: {error.code}")
            return shown(pending, flow, tenant=tenant.name, error=f"{error.message} ({error.code})")
        return await self._signed_in(request, tenant, flow, pending, user, METHOD)

    async def _by_operator(
        self, request: Request, tenant: NamedTenant, flow: str, pending: PendingSignIn
    ) -> Response:
        code = pending.operator_code
        state = DeviceCodeState.UNKNOWN
        if code is not None:
            state, code = self._devices.redeem(code.device_code, pending.client.app_id)
        if state is DeviceCodeState.DECLINED:
            return self._refused(request, flow, pending, cancelled())
        if state is DeviceCodeState.APPROVED and code is not None:
            user = await self._directory.user(code.object_id)
            if user is None or not user.enabled:
                return self._refused(request, flow, pending, disabled_user())
            return await self._signed_in(request, tenant, flow, pending, user, _OPERATOR)
        if state is not DeviceCodeState.PENDING:
            begun = self._devices.begin(pending.client.app_id, pending.scope)
            pending = replace(pending, operator_code=begun)
            self._pending.replace(flow, pending)
        waiting = _WAITING if state is DeviceCodeState.PENDING else ""
        return shown(pending, flow, tenant=tenant.name, error=waiting)

    async def _signed_in(
        self,
        request: Request,
        tenant: NamedTenant,
        flow: str,
        pending: PendingSignIn,
        user: User,
        method: str,
    ) -> Response:
        refusal = await self._access.may_sign_in(user, pending.client.app_id)
        if refusal is not None:
            await self._tell(request, pending, user, f"{refusal.code}: {refusal.message}"[:400])
            self._pending.end(flow)
            return self._answers.page(request, refusal)
        self._pending.end(flow)
        await self._tell(request, pending, user)
        code = self._codes.issue(
            SignedIn(
                object_id=user.object_id,
                client_id=pending.client.app_id,
                tenant_id=tenant.tenant_id,
                redirect_uri=pending.redirect_uri,
                scope=pending.scope,
                confidential=pending.confidential,
                method=method,
                challenge=pending.challenge,
                nonce=pending.nonce,
                family_id=new_family(),
            )
        )
        return self._answers.code(
            request, code, to=pending.redirect_uri, mode=pending.mode, state=pending.state
        )

    def _refused(
        self, request: Request, flow: str, pending: PendingSignIn, error: NameplateError
    ) -> Response:
        self._pending.end(flow)
        return self._answers.refusal(
            request, error, to=pending.redirect_uri, mode=pending.mode, state=pending.state
        )

    async def _tell(
        self, request: Request, pending: PendingSignIn, user: User | None, reason: str = ""
    ) -> None:
        event = Event(
            kind=EventKind.SIGN_IN,
            action="signIn",
            outcome="denied" if reason else "allowed",
            resource=pending.redirect_uri[:200],
            object_id=None if user is None else user.object_id,
            app_id=pending.client.app_id,
            display_name=None if user is None else user.display_name,
            reason=reason or f"signed in to {pending.client.display_name}",
            request_id=request.request_id,
            facts={"client": request.client},
        )
        await self._trail.record(event, durable=True)

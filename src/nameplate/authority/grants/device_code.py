"""A client asks whether its device code was approved (RFC 8628 section 3.4)."""

from typing import Final

from nameplate.authority import refusals, sign_in_refusals
from nameplate.authority.device_codes import DeviceCode, DeviceCodes, DeviceCodeState
from nameplate.authority.grants.grant import Granted, SignIn
from nameplate.authority.grants.users import user_subject
from nameplate.authority.token_request import TokenRequest
from nameplate.directory.directory import Directory


class DeviceCodeGrant:
    """The token of whoever approved the code."""

    grant_types = ("urn:ietf:params:oauth:grant-type:device_code", "device_code")

    def __init__(self, codes: DeviceCodes, directory: Directory) -> None:
        self._codes = codes
        self._directory = directory

    async def authenticate(self, request: TokenRequest) -> Granted:
        if not request.client_id:
            raise refusals.missing_parameter("client_id")
        if request.device_code is None:
            raise refusals.missing_parameter("device_code")
        state, code = self._codes.redeem(request.device_code, request.client_id)
        if state is not DeviceCodeState.APPROVED or code is None:
            refusal = _REFUSALS[state]
            raise refusal()
        return await self._granted(request, code)

    async def _granted(self, request: TokenRequest, code: DeviceCode) -> Granted:
        user = await self._directory.user(code.object_id)
        if user is None or not user.enabled:
            raise refusals.disabled_user()
        subject = user_subject(user, request, client_id=code.client_id)
        return Granted(subject, "device code", scope=code.scope, sign_in=SignIn(code.scope))


_REFUSALS: Final = {
    DeviceCodeState.PENDING: sign_in_refusals.pending_device_code,
    DeviceCodeState.DECLINED: sign_in_refusals.declined_device_code,
    DeviceCodeState.EXPIRED: sign_in_refusals.expired_device_code,
    DeviceCodeState.UNKNOWN: sign_in_refusals.bad_device_code,
    DeviceCodeState.APPROVED: sign_in_refusals.bad_device_code,
}

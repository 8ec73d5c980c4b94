"""``POST /{tenant}/oauth2/v2.0/devicecode`` (RFC 8628 sections 3.1 and 3.2)."""

import re
from typing import Any, Final

from nameplate.authority.audience import resource_of_scope
from nameplate.authority.device_codes import LIFETIME, DeviceCodes
from nameplate.authority.refusals import malformed_client_id, missing_parameter
from nameplate.authority.rendering import not_stored
from nameplate.authority.token_request import form_fields
from nameplate.core.cloud import Cloud
from nameplate.edge.http import Request, Response

_INTERVAL: Final = 5
_GUID: Final = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


class DeviceEndpoint:
    """Begins device codes."""

    def __init__(self, codes: DeviceCodes, cloud: Cloud) -> None:
        self._codes = codes
        self._cloud = cloud

    def handle(self, request: Request) -> Response:
        """Answer with a code for the client and one for the person."""
        fields = form_fields(request)
        client_id, scope = fields.get("client_id", ""), fields.get("scope", "")
        if not client_id:
            raise missing_parameter("client_id")
        if not _GUID.fullmatch(client_id):
            raise malformed_client_id(client_id)
        resource_of_scope(scope, delegated=True)
        begun = self._codes.begin(client_id, scope)
        return not_stored(request, self._answer(begun.device_code.reveal(), begun.user_code))

    def _answer(self, device_code: str, user_code: str) -> dict[str, Any]:
        page = self._cloud.device_sign_in or f"{self._cloud.authority}/devicelogin"
        return {
            "user_code": user_code,
            "device_code": device_code,
            "verification_uri": page,
            "expires_in": LIFETIME,
            "interval": _INTERVAL,
            "message": (
                f"To sign in, use a web browser to open the page {page} and enter the code "
                f"{user_code} to authenticate."
            ),
        }

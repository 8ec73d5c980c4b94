"""The instance metadata service of a virtual machine: its token path and a minimal instance.

https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service and
https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token.
There is no secret: whoever reaches it acts as the one resource that the server is told of. Where
``AZURE_POD_IDENTITY_AUTHORITY_HOST`` gave a client another address, that says whose instance it is.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

import orjson

from nameplate.core.clock import Clock
from nameplate.core.errors import (
    BadRequest,
    InternalFailure,
    MethodNotAllowed,
    NameplateError,
    NotFound,
)
from nameplate.core.resource_id import ResourceId
from nameplate.directory.directory import Directory
from nameplate.edge.http import Request, Response, json_response
from nameplate.managed_identity import refusals
from nameplate.managed_identity.granting import Granting, Refusal
from nameplate.managed_identity.identities import FoundIdentity
from nameplate.managed_identity.platform_tokens import PlatformTokens, renewed_at
from nameplate.managed_identity.question import TokenQuestion, read_api_version, read_question
from nameplate.managed_identity.warm import WarmAnswer, WarmAnswers
from nameplate.tokens.issuer import IssuedToken

API_VERSIONS: Final = (
    *("2018-02-01", "2018-04-02", "2018-10-01", "2019-02-01", "2019-03-11", "2019-04-30"),
    *("2019-06-01", "2019-06-04", "2019-08-01", "2019-08-15", "2019-11-01", "2020-06-01"),
    *("2020-07-15", "2020-09-01", "2020-10-01", "2020-12-01", "2021-01-01", "2021-02-01"),
    *("2021-03-01", "2021-05-01", "2021-10-01", "2021-12-13", "2023-07-01", "2023-11-15"),
    *("2024-03-15", "2024-07-17", "2025-04-07"),
)

_SERVER: Final = (("Server", "IMDS/150.870.65.1854"),)
TOKEN_PATH: Final = re.compile(r"/+metadata/identity/oauth2/token/*", re.IGNORECASE)
_INSTANCE_PATH: Final = re.compile(r"/+metadata/instance/*", re.IGNORECASE)
_SECONDS_LEFT: Final = "seconds left"
"""Stands in the body where the seconds go that are left; no token or URL has a space."""


@dataclass(frozen=True, slots=True)
class _Instance:
    """The machine that is asked: the resource whose identities it gives."""

    resource_id: str | None
    expires: float | None
    seen: int
    """The change epoch when it was looked up."""


class InstanceMetadata:
    """Answers ``/metadata``."""

    def __init__(
        self,
        directory: Directory,
        granting: Granting,
        tokens: PlatformTokens,
        warm: WarmAnswers,
        clock: Clock,
        *,
        resource_id: str | None,
    ) -> None:
        """``resource_id``: the site whose identities are given; ``None``: there are none."""
        self._directory = directory
        self._granting = granting
        self._tokens = tokens
        self._warm = warm
        self._clock = clock
        self._resource_id = resource_id

    async def answer(self, request: Request, path: str = "", secret: str | None = None) -> Response:
        """Answer a request for a token or the instance, or raise a ``NameplateError``.

        ``secret``: what stood in the address before the ``path``; it says whose instance it is.
        Clients probe without the header and wait for 400: it is asked for before all else.
        """
        path = path or request.path
        metadata = request.headers.get_all("metadata")
        if len(metadata) != 1 or metadata[0].strip().lower() != "true":
            raise BadRequest("invalid_request", "Required metadata header not specified")
        if request.method != "GET":
            allow = (("Allow", "GET"),)
            raise MethodNotAllowed("invalid_request", "Use GET.", headers=allow)
        instance = await self._instance(secret)
        if TOKEN_PATH.fullmatch(path):
            return await self._token(request, instance)
        if _INSTANCE_PATH.fullmatch(path):
            read_api_version(request.query, API_VERSIONS)
            return json_response(200, _instance(instance.resource_id), _SERVER)
        raise NotFound("not_found", "Not found")

    def render(self, error: NameplateError) -> Response:
        """The shape of an OAuth error (RFC 6749 section 5.2)."""
        code = error.code if error.code in _OWN_CODES else "invalid_request"
        message = error.message
        if isinstance(error, InternalFailure):
            code, message = "unknown", "Failed to retrieve token from the Active directory."
        document = {"error": code, "error_description": message}
        return json_response(error.status, document, (*_SERVER, *error.headers))

    async def _instance(self, secret: str | None) -> _Instance:
        seen = self._warm.epoch
        if secret is None:
            return _Instance(self._resource_id, None, seen)
        binding = await self._directory.binding_of(secret)
        if binding is None:
            raise BadRequest("invalid_request", "Identity not found")
        return _Instance(binding.resource_id, binding.expires, seen)

    async def _token(self, request: Request, instance: _Instance) -> Response:
        read_api_version(request.query, API_VERSIONS)
        question = read_question(request.query)
        found = await self._identity(question, request, instance.resource_id)
        token = await self._tokens.token(found, question.resource, request.request_id)
        answer = _ready(token, found, until=instance.expires)
        self._warm.keep(request, answer, seen=instance.seen)
        return answer.response(self._clock.now())

    async def _identity(
        self, question: TokenQuestion, request: Request, on: str | None
    ) -> FoundIdentity:
        found = await self._granting.find(request, question, on=on)
        if not isinstance(found, Refusal):
            return found
        principal = found.principal
        if principal is not None and found.reason == refusals.UNKNOWN_RESOURCE:
            raise await self._unknown_resource(question.resource, request.request_id)
        if principal is not None and found.reason == refusals.NOT_ASSIGNED:
            raise self._refused(
                "invalid_grant",
                f"AADSTS501051: Application '{principal.app_id}'({principal.display_name}) is not "
                f"assigned to a role for the application '{question.resource[:200]}'.",
                request.request_id,
            )
        raise BadRequest("invalid_request", "Identity not found")

    async def _unknown_resource(self, resource: str, request_id: str) -> BadRequest:
        tenant = await self._directory.tenant()
        return self._refused(
            "invalid_resource",
            f"AADSTS500011: The resource principal named {resource[:200]} was not found in the "
            f"tenant named {tenant.display_name}. This can happen if the application has not been "
            "installed by the administrator of the tenant or consented to by any user in the "
            "tenant. You might have sent your authentication request to the wrong tenant.",
            request_id,
        )

    def _refused(self, code: str, words: str, request_id: str) -> BadRequest:
        """Entra's refusal, as the metadata service passes it on."""
        time = datetime.fromtimestamp(int(self._clock.now()), UTC)
        traced = f"Trace ID: {request_id} Correlation ID: {request_id}"
        return BadRequest(code, f"{words} {traced} Timestamp: {time:%Y-%m-%d %H:%M:%S}Z")


_OWN_CODES: Final = frozenset(("invalid_request", "invalid_resource", "invalid_grant", "not_found"))


def _ready(token: IssuedToken, identity: FoundIdentity, *, until: float | None) -> WarmAnswer:
    """Eight fields, all of them strings, in alphabetical order. ``until``: the lease's end."""
    document = {
        "access_token": token.text,
        "client_id": identity.principal.app_id,
        "expires_in": _SECONDS_LEFT,
        "expires_on": str(token.expires_on),
        "ext_expires_in": _SECONDS_LEFT,
        "not_before": str(token.not_before),
        "resource": token.audience,
        "token_type": "Bearer",
    }
    ends = renewed_at(token)
    before, between, after = orjson.dumps(document).split(_SECONDS_LEFT.encode(), 2)
    return WarmAnswer(
        token,
        object_id=identity.principal.object_id,
        ends=ends if until is None else min(ends, until),
        headers=json_response(200, {}, _SERVER).headers,
        parts=(before, between, after),
    )


def _instance(resource_id: str | None) -> dict[str, Any]:
    """What probes look for, and which resource this is."""
    if resource_id is None:
        return {"compute": {"azEnvironment": "AzurePublicCloud"}, "network": {"interface": []}}
    resource = ResourceId.parse(resource_id)
    compute = {
        "azEnvironment": "AzurePublicCloud",
        "name": resource.name,
        "resourceGroupName": resource.resource_group or "",
        "resourceId": resource.text,
        "subscriptionId": resource.subscription_id or "",
        "vmId": str(uuid5(NAMESPACE_URL, resource.key)),
    }
    return {"compute": compute, "network": {"interface": []}}

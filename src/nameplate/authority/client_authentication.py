"""A client proves itself: by its secret, or by an assertion of its key (RFC 7523 section 2.2).

Clients of Entra send one assertion with several requests until it nears its end, so a client's
``jti`` is not refused the second time (RFC 7523 section 3 leaves it open).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from nameplate.authority import refusals
from nameplate.authority.tenants import SHARED
from nameplate.authority.token_request import TokenRequest
from nameplate.core.clock import Clock
from nameplate.core.cloud import Cloud
from nameplate.core.errors import NameplateError
from nameplate.core.secret_value import SecretValue
from nameplate.directory.assertions import AssertionFault, AssertionRejected, KeyAssertion
from nameplate.directory.credentials import SecretCheck
from nameplate.directory.directory import Directory
from nameplate.directory.federated_assertions import IssuerKeys
from nameplate.directory.records import ServicePrincipal, Tenant

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True, slots=True)
class ProvenClient:
    """A client, and how it proved itself."""

    principal: ServicePrincipal
    appidacr: Literal["1", "2"]
    proof: str
    """For the trail."""


class ClientAuthentication:
    """Checks the one proof that a request brings."""

    def __init__(
        self, directory: Directory, cloud: Cloud, clock: Clock, issuers: IssuerKeys
    ) -> None:
        """``issuers``: whose tokens federated credentials may trust."""
        self._directory = directory
        self._cloud = cloud
        self._clock = clock
        self._issuers = issuers

    async def authenticate(self, request: TokenRequest) -> ProvenClient:
        """The client that a request proves. Raises an AADSTS error."""
        if request.client_assertion is not None:
            if request.client_secret is not None:
                raise refusals.malformed("a client proves itself in one way, not in two.")
            client = await self._by_assertion(request, request.client_assertion)
        elif not request.client_id:
            raise refusals.missing_parameter("client_id")
        elif request.client_secret is None:
            raise refusals.unproven_client()
        else:
            client = await self._by_secret(request, request.client_secret)
        if not client.principal.enabled:
            principal = client.principal
            raise refusals.disabled_application(principal.app_id, principal.display_name)
        return client

    async def _by_secret(self, request: TokenRequest, secret: SecretValue) -> ProvenClient:
        principal = await self._principal(request, request.client_id)
        app_id = principal.app_id
        match await self._directory.check_client_secret(app_id, secret.reveal()):
            case SecretCheck.VALID:
                return ProvenClient(principal, "1", "client secret")
            case SecretCheck.EXPIRED:
                raise refusals.expired_secret(app_id)
            case SecretCheck.INVALID:
                raise refusals.wrong_secret(app_id)

    async def _by_assertion(self, request: TokenRequest, text: SecretValue) -> ProvenClient:
        if request.client_assertion_type != ASSERTION_TYPE:
            if not request.client_assertion_type:
                raise refusals.missing_parameter("client_assertion_type")
            raise refusals.unsupported_assertion_type(request.client_assertion_type)
        try:
            assertion = KeyAssertion.parse(text.reveal().strip())  # files end in a newline
        except AssertionRejected as rejected:
            raise refusals.malformed_assertion(rejected.detail) from None
        if _is_foreign(assertion):
            return await self._by_federation(request, assertion)
        principal = await self._principal(request, self._claimed_client(request, assertion))
        try:
            await self._directory.prove_assertion(
                assertion,
                owner_id=principal.app_id,
                audiences=self._audiences(request),
            )
        except AssertionRejected as rejected:
            raise self._refusal(rejected, principal.app_id) from None
        return ProvenClient(principal, "2", "client assertion")

    async def _by_federation(self, request: TokenRequest, assertion: KeyAssertion) -> ProvenClient:
        """A token of another issuer's, which a federated credential of the client trusts."""
        if not request.client_id:
            raise refusals.missing_parameter("client_id")
        principal = await self._principal(request, request.client_id)
        tenant_id = request.tenant.tenant_id
        if assertion.unverified_issuer in (
            self._cloud.issuer(tenant_id),
            self._cloud.issuer_v2(tenant_id),
        ):
            raise refusals.own_token_as_proof()
        try:
            credential = await self._directory.prove_federated(
                assertion, principal.app_id, self._issuers
            )
        except AssertionRejected as rejected:
            raise self._foreign_refusal(rejected, assertion) from None
        return ProvenClient(principal, "2", f"federated credential {credential.name}")

    def _foreign_refusal(
        self, rejected: AssertionRejected, assertion: KeyAssertion
    ) -> NameplateError:
        issuer = assertion.unverified_issuer
        match rejected.fault:
            case AssertionFault.ISSUER:
                return refusals.unknown_federation(issuer)
            case AssertionFault.SUBJECT | AssertionFault.SUBJECT_CASE as fault:
                other = fault is AssertionFault.SUBJECT_CASE
                subject = assertion.unverified_subject
                return refusals.foreign_subject(subject, other_case=other)
            case AssertionFault.AUDIENCE:
                return refusals.foreign_federated_audience(assertion.unverified_audience)
            case AssertionFault.KEY_NOT_FOUND | AssertionFault.NO_KEY_NAMED:
                return refusals.unknown_issuer_key(rejected.detail, issuer)
            case AssertionFault.UNREACHABLE:
                return refusals.unreachable_issuer(rejected.detail)
            case AssertionFault.SIGNATURE:
                return refusals.bad_signature(issuer, rejected.detail)
            case _:
                return self._refusal(rejected, issuer)

    def _audiences(self, request: TokenRequest) -> frozenset[str]:
        region = self._cloud.region_of(request.host) or ""
        return assertion_audiences(self._cloud, request.tenant.tenant, region)

    def _claimed_client(self, request: TokenRequest, assertion: KeyAssertion) -> str:
        subject = assertion.unverified_subject
        client_id = request.client_id or subject
        issuer = assertion.unverified_issuer
        if not client_id or {subject.lower(), issuer.lower()} != {client_id.lower()}:
            raise refusals.foreign_assertion(self._cloud)
        return client_id

    async def _principal(self, request: TokenRequest, client_id: str) -> ServicePrincipal:
        principal = await self._directory.service_principal_of_app(client_id)
        tenant = request.tenant.tenant
        if principal is None:
            if await self._directory.application(client_id) is not None:
                raise refusals.missing_service_principal(client_id, tenant.tenant_id)
            raise refusals.unknown_application(client_id, tenant.display_name)
        if request.tenant.shared:
            raise refusals.tenant_needed(principal.app_id)
        return principal

    def _refusal(self, rejected: AssertionRejected, app_id: str) -> NameplateError:
        match rejected.fault:
            case AssertionFault.AUDIENCE:
                return refusals.foreign_audience(self._cloud)
            case AssertionFault.TIME:
                return refusals.untimely_assertion(
                    self._cloud,
                    now=self._clock.now(),
                    not_before=rejected.not_before,
                    expires=rejected.expires,
                )
            case AssertionFault.NO_KEY_NAMED:
                return refusals.unknown_key(app_id, "The key was not found.")
            case AssertionFault.KEY_NOT_FOUND:
                return refusals.unknown_key(app_id, "The key was not found.", rejected.detail)
            case AssertionFault.KEY_EXPIRED:
                return refusals.unknown_key(app_id, "The key used is expired.", rejected.detail)
            case AssertionFault.SIGNATURE:
                return refusals.bad_signature(app_id, rejected.detail)
            case _:
                return refusals.malformed_assertion(rejected.detail)


def _is_foreign(assertion: KeyAssertion) -> bool:
    """Whether somebody else issued it: a client's own names the client as its issuer."""
    issuer, subject = assertion.unverified_issuer, assertion.unverified_subject
    return issuer.lower() != subject.lower() and issuer.startswith("https:")


@lru_cache(maxsize=16)
def assertion_audiences(cloud: Cloud, tenant: Tenant, region: str = "") -> frozenset[str]:
    """What an assertion for this authority (or a region's) may be addressed to.

    A token endpoint under any of its names, or the issuer; lower case, no slash at the end.
    """
    names = (tenant.tenant_id, tenant.default_domain, *SHARED)
    regional = [f"{region}.{suffix}" for suffix in cloud.regional_suffixes if region]
    hosts = (cloud.authority_host, *cloud.authority_aliases, *regional)
    paths = ("", "/v2.0", "/oauth2/token", "/oauth2/v2.0/token")
    spelled = {
        f"https://{host}{cloud.port_suffix}/{name}{path}"
        for host in hosts
        for name in names
        for path in paths
    }
    issuers = {cloud.issuer(tenant.tenant_id), cloud.issuer_v2(tenant.tenant_id)}
    return frozenset(each.lower().rstrip("/") for each in spelled | issuers)

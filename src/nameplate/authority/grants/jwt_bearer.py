"""A user asks by an assertion of their own key (RFC 7523 section 2.1): how the operator signs in.

Stricter than a client's assertion: an id that is new each time, and an hour at most.
"""

from typing import Final

from nameplate.authority import refusals
from nameplate.authority.client_authentication import assertion_audiences
from nameplate.authority.grants.grant import Granted
from nameplate.authority.grants.users import user_subject
from nameplate.authority.replays import UsedAssertions
from nameplate.authority.token_request import TokenRequest
from nameplate.core.clock import Clock
from nameplate.core.cloud import Cloud
from nameplate.core.errors import NameplateError
from nameplate.core.secret_value import SecretValue
from nameplate.directory.assertions import (
    SKEW,
    AssertionFault,
    AssertionRejected,
    KeyAssertion,
    ProvenAssertion,
)
from nameplate.directory.directory import Directory
from nameplate.directory.records import User

_LONGEST: Final = 3_600


class JwtBearer:
    """A user's token for the key that is registered for them."""

    grant_types = ("urn:ietf:params:oauth:grant-type:jwt-bearer",)

    def __init__(self, directory: Directory, cloud: Cloud, clock: Clock) -> None:
        self._directory = directory
        self._cloud = cloud
        self._clock = clock
        self._used = UsedAssertions()

    async def authenticate(self, request: TokenRequest) -> Granted:
        if request.assertion is None:
            raise refusals.missing_parameter("assertion")
        user = await self._prove(request, request.assertion)
        if not user.enabled:
            raise refusals.disabled_user()
        return Granted(user_subject(user, request), "assertion of the user's key")

    async def _prove(self, request: TokenRequest, text: SecretValue) -> User:
        try:
            assertion = KeyAssertion.parse(text.reveal())
        except AssertionRejected as rejected:
            raise refusals.malformed_assertion(rejected.detail) from None
        subject = assertion.unverified_subject
        if not subject or subject != assertion.unverified_issuer:
            raise refusals.refused_assertion("The issuer is not the subject.")
        user = await self._directory.user(subject.lower())
        if user is None:
            raise refusals.refused_assertion("The key was not found.")
        audiences = assertion_audiences(self._cloud, request.tenant.tenant)
        try:
            proven = await self._directory.prove_assertion(
                assertion, owner_id=user.object_id, audiences=audiences
            )
        except AssertionRejected as rejected:
            raise _refusal(rejected) from None
        self._use(proven)
        return user

    def _use(self, proven: ProvenAssertion) -> None:
        now = self._clock.now()
        if not proven.token_id:
            raise refusals.malformed_assertion("it has no 'jti'")
        if proven.expires > now + _LONGEST:
            raise refusals.refused_assertion("The assertion is valid for more than an hour.")
        until = proven.expires + SKEW
        if not self._used.use(proven.subject, proven.token_id, until=until, now=now):
            raise refusals.refused_assertion("The assertion was used before.")


def _refusal(rejected: AssertionRejected) -> NameplateError:
    match rejected.fault:
        case AssertionFault.TIME:
            return refusals.untimely_grant()
        case AssertionFault.AUDIENCE:
            return refusals.refused_assertion("The audience is not this authority.")
        case AssertionFault.MALFORMED | AssertionFault.ALGORITHM:
            return refusals.malformed_assertion(rejected.detail)
        case AssertionFault.KEY_EXPIRED:
            return refusals.refused_assertion("The key used is expired.")
        case AssertionFault.SIGNATURE:
            return refusals.refused_assertion("The key did not sign the assertion.")
        case _:
            return refusals.refused_assertion("The key was not found.")

"""What every source of managed identity stands on: one decision and one token cache for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from nameplate.core.clock import Clock
from nameplate.core.cloud import Cloud
from nameplate.directory.directory import Directory
from nameplate.managed_identity.granting import Granting
from nameplate.managed_identity.identities import Identities
from nameplate.managed_identity.platform_tokens import PlatformTokens, TokenTrail
from nameplate.managed_identity.refusals import Refusals
from nameplate.tokens.issuer import Issuer
from nameplate.tokens.key_ring import KeyRing


@dataclass(frozen=True, slots=True)
class Parts:
    """The services that the endpoints share."""

    identities: Identities
    granting: Granting
    tokens: PlatformTokens

    @classmethod
    def of(
        cls,
        directory: Directory,
        issuer: Issuer,
        keys: KeyRing,
        trail: TokenTrail,
        clock: Clock,
        *,
        clouds: Sequence[Cloud],
    ) -> Self:
        """Build them."""
        identities = Identities(directory, clouds)
        return cls(
            identities,
            Granting(identities, Refusals(trail)),
            PlatformTokens(issuer, keys, directory, trail, clock),
        )

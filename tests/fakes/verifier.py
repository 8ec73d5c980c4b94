"""A verifier that knows a few tokens by their text."""

from nameplate.tokens.verifier import Rejection, TokenRejected, VerifiedClaims


class FakeVerifier:
    """Accepts the tokens that it was given; it follows keys when ``stale`` is set."""

    def __init__(self, tokens: dict[str, VerifiedClaims] | None = None) -> None:
        self.tokens = tokens or {}
        self.stale = False

    async def follow(self) -> None:
        self.stale = False

    def verify(self, text: str, audiences: frozenset[str]) -> VerifiedClaims:
        claims = self.tokens.get(text)
        if self.stale or claims is None:
            raise TokenRejected(Rejection.SIGNATURE)
        if claims.audience not in audiences:
            raise TokenRejected(Rejection.AUDIENCE, found=claims.audience)
        return claims


def verified(
    object_id: str, *, app_id: str | None = "app", audience: str = "https://vault.example"
) -> VerifiedClaims:
    """Claims as a verifier would have made them."""
    return VerifiedClaims(
        object_id=object_id,
        app_id=app_id,
        tenant_id="tenant",
        issuer="https://sts.example/tenant/",
        audience=audience,
        not_before=0.0,
        expires_on=2e9,
        kid="kid",
        raw={},
    )

"""Users as subjects of tokens: what the grants of users share."""

from typing import Final, Literal

from nameplate.authority.token_request import TokenRequest
from nameplate.directory.records import User
from nameplate.tokens.claims import SubjectKind, TokenSubject

OPERATOR_CLIENT: Final = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
"""The client that users sign in with unless they name one: the Azure CLI's public id."""

DELEGATED: Final = ("user_impersonation",)


def user_subject(
    user: User,
    request: TokenRequest,
    *,
    client_id: str = "",
    method: str = "rsa",
    appidacr: Literal["0", "1", "2"] = "0",
) -> TokenSubject:
    """A user who acts through a client, which may have proved nothing of its own."""
    return TokenSubject(
        object_id=user.object_id,
        app_id=(client_id or request.client_id).lower() or OPERATOR_CLIENT,
        tenant_id=request.tenant.tenant_id,
        kind=SubjectKind.USER,
        appidacr=appidacr,
        display_name=user.display_name,
        scopes=DELEGATED,
        user_principal_name=user.user_principal_name,
        method=method,
    )

"""What the authority refuses a person's client: a password, a device code, a refresh token.

In Entra's words and with its numbers, as ``refusals``.
"""

from typing import Final

from nameplate.authority.refusals import bad_request, shown, unauthorized
from nameplate.core.clock import iso8601
from nameplate.core.errors import NameplateError

PENDING: Final = "authorization_pending"
"""Not a failure: the client is told to ask again."""
_BAD_TOKEN: Final = "bad_token"  # noqa: S105  # a suberror, not a password


def unknown_user(name: str, tenant_id: str) -> NameplateError:
    return bad_request(
        50034,
        "invalid_grant",
        f"The user account {shown(name)} does not exist in the {tenant_id} directory. To sign "
        "into this application, the account must be added to the directory.",
        suberror=_BAD_TOKEN,
    )


def wrong_password() -> NameplateError:
    return bad_request(
        50126,
        "invalid_grant",
        "Error validating credentials due to invalid username or password.",
    )


def public_client() -> NameplateError:
    return unauthorized(
        700025,
        "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
    )


def unproven_web_client() -> NameplateError:
    return unauthorized(
        7000218,
        "The request body must contain the following parameter: 'client_assertion' or "
        "'client_secret'.",
    )


def locked_account() -> NameplateError:
    return bad_request(
        50053,
        "invalid_grant",
        "The account is locked, you've tried to sign in too many times with an incorrect user ID "
        "or password.",
    )


def unassigned_user(user: str, app_id: str, name: str) -> NameplateError:
    return bad_request(
        50105,
        "interaction_required",
        f"Your administrator has configured the application {shown(name)} ('{app_id}') to block "
        "users unless they are specifically granted ('assigned') access to the application. The "
        f"signed in user '{shown(user)}' is blocked because they are not a direct member of a "
        "group with access, nor had access directly assigned by an administrator. Please contact "
        "your administrator to assign access to this application.",
    )


def unassigned_application(
    app_id: str, name: str, *, resource: str, resource_name: str
) -> NameplateError:
    return bad_request(
        501051,
        "invalid_grant",
        f"Application '{app_id}'({shown(name)}) is not assigned to a role for the application "
        f"'{resource}'({shown(resource_name)}).",
    )


def pending_device_code() -> NameplateError:
    return bad_request(
        70016,
        PENDING,
        "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
    )


def declined_device_code() -> NameplateError:
    return bad_request(
        65004, "authorization_declined", "User declined to consent to access the app."
    )


def expired_device_code() -> NameplateError:
    return bad_request(
        70020,
        "expired_token",
        "The provided value for the input parameter 'device_code' is not valid. This device code "
        "has expired.",
    )


def bad_device_code() -> NameplateError:
    return bad_request(
        70018,
        "bad_verification_code",
        "The provided value for the input parameter 'device_code' is not valid.",
    )


def bad_refresh_token() -> NameplateError:
    """Never issued here, or so long over that it is forgotten."""
    return bad_request(
        9002313, "invalid_grant", "Invalid request. Request is malformed or invalid."
    )


def foreign_refresh_token() -> NameplateError:
    return bad_request(
        700007,
        "invalid_grant",
        "The grant was issued for a different client id.",
        suberror="client_mismatch",
    )


def expired_refresh_token(issued: float, lifetime: int) -> NameplateError:
    days, seconds = divmod(lifetime, 86_400)
    hours, minutes = divmod(seconds // 60, 60)
    inactive = f"{days}.{hours:02}:{minutes:02}:{seconds % 60:02}"
    return bad_request(
        700082,
        "invalid_grant",
        "The refresh token has expired due to inactivity. The token was issued on "
        f"{iso8601(issued)} and was inactive for {inactive}.",
        suberror=_BAD_TOKEN,
    )


def revoked_refresh_token(issued: float, revoked: float) -> NameplateError:
    return bad_request(
        50173,
        "invalid_grant",
        "The provided grant has expired due to it being revoked, a fresh auth token is needed. The "
        "user might have changed or reset their password. The grant was issued on "
        f"'{iso8601(issued)}' and the TokensValidFrom date (before which tokens are not valid) "
        f"for this user is '{iso8601(revoked)}'.",
        suberror=_BAD_TOKEN,
    )

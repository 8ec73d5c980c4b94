"""What the authority refuses a browser and a code, in Entra's words and with its numbers."""

from nameplate.authority.refusals import bad_request, shown
from nameplate.core.errors import NameplateError


def foreign_redirect(uri: str, app_id: str) -> NameplateError:
    return bad_request(
        50011,
        "invalid_request",
        f"The redirect URI '{shown(uri)}' specified in the request does not match the redirect "
        f"URIs configured for the application '{app_id}'. Make sure the redirect URI sent in the "
        "request matches one added to your application in the Azure portal. Navigate to "
        "https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this "
        "error.",
    )


def disabled_response_type(given: str) -> NameplateError:
    """Tokens from the authorization endpoint are off, as they are in a new registration."""
    number = 700054 if "id_token" in given.split() else 700051
    return bad_request(
        number,
        "unsupported_response_type",
        f"response_type '{shown(given)}' is not enabled for the application.",
    )


def unknown_response_mode(given: str) -> NameplateError:
    return bad_request(
        70007,
        "unsupported_response_mode",
        f"'{shown(given)}' is not a supported value of 'response_mode' when requesting a token.",
    )


def missing_challenge() -> NameplateError:
    """Of a public client (RFC 9700 section 2.1.1)."""
    return bad_request(
        50147,
        "invalid_request",
        "The size of the Code_Challenge parameter is not valid: a public client has to send one.",
    )


def bad_challenge() -> NameplateError:
    return bad_request(501491, "invalid_request", "Invalid size of Code_Challenge parameter.")


def weak_challenge_method(given: str) -> NameplateError:
    """``plain`` proves nothing to who sees the request (RFC 9700 section 2.1.1)."""
    return bad_request(
        501491,
        "invalid_request",
        f"The Code_Challenge_Method '{shown(given)}' is not supported: use S256.",
    )


def bad_prompt(given: str) -> NameplateError:
    return bad_request(90023, "invalid_request", f"Unsupported 'prompt' value: {shown(given)}.")


def nobody_signed_in() -> NameplateError:
    return bad_request(
        50058,
        "login_required",
        "A silent sign-in request was sent but no user is signed in.",
    )


def cancelled() -> NameplateError:
    return bad_request(65004, "access_denied", "User declined to consent to access the app.")


def lost_sign_in() -> NameplateError:
    """The page is too old, or another browser's."""
    return bad_request(
        165000,
        "invalid_request",
        "Invalid Request: The request tokens do not match the user context. Go back to the "
        "application and sign in again.",
    )


def bad_code() -> NameplateError:
    return bad_request(
        9002313, "invalid_grant", "Invalid request. Request is malformed or invalid."
    )


def expired_code() -> NameplateError:
    return bad_request(
        70008,
        "invalid_grant",
        "The provided authorization code or refresh token has expired due to inactivity. Send a "
        "new interactive authorization request for this user and resource.",
    )


def used_code() -> NameplateError:
    return bad_request(
        54005,
        "invalid_grant",
        "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use "
        "an existing refresh token.",
    )


def foreign_code() -> NameplateError:
    return bad_request(
        700007,
        "invalid_grant",
        "The grant was issued for a different client id.",
        suberror="client_mismatch",
    )


def foreign_reply_address(given: str) -> NameplateError:
    return bad_request(
        500112,
        "invalid_client",
        f"The reply address '{shown(given)}' does not match the reply address provided when "
        "requesting Authorization code.",
    )


def bad_verifier() -> NameplateError:
    return bad_request(
        501481,
        "invalid_grant",
        "The Code_Verifier does not match the code_challenge supplied in the authorization "
        "request.",
    )

"""Words and numbers of what a person's client is refused."""

import pytest

from nameplate.authority import sign_in_refusals
from nameplate.authority.refusals import number_of


def test_a_grant_that_is_over_asks_for_the_person() -> None:
    """``invalid_grant`` is what clients answer by asking the person to sign in."""
    for error in (
        sign_in_refusals.wrong_password(),
        sign_in_refusals.bad_refresh_token(),
        sign_in_refusals.foreign_refresh_token(),
        sign_in_refusals.expired_refresh_token(0.0, 60),
        sign_in_refusals.revoked_refresh_token(0.0, 1.0),
    ):
        assert (error.status, error.inner_code) == (400, "invalid_grant")


def test_pending_is_told_apart_by_its_error_alone() -> None:
    error = sign_in_refusals.pending_device_code()
    assert (error.inner_code, number_of(error)) == (sign_in_refusals.PENDING, 70016)


@pytest.mark.parametrize(
    ("lifetime", "words"),
    [(90 * 86_400, "90.00:00:00"), (86_400 + 3_600 * 2 + 60 * 3 + 4, "1.02:03:04")],
)
def test_how_long_a_token_was_unused(lifetime: int, words: str) -> None:
    message = sign_in_refusals.expired_refresh_token(1_500_000_000.25, lifetime).message
    assert message.endswith(f"issued on 2017-07-14T02:40:00.2500000Z and was inactive for {words}.")


def test_a_revoked_grant_names_both_dates() -> None:
    message = sign_in_refusals.revoked_refresh_token(1_500_000_000.0, 1_500_000_060.0).message
    assert "issued on '2017-07-14T02:40:00.0000000Z'" in message
    assert "for this user is '2017-07-14T02:41:00.0000000Z'." in message


def test_a_name_is_shown_short_and_on_one_line() -> None:
    message = sign_in_refusals.unknown_user("a\r\n" + "b" * 5000, "tenant").message
    assert len(message) < 500
    assert message.isprintable()

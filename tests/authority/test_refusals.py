"""Words and numbers of refusals."""

from nameplate.authority import refusals
from nameplate.core.cloud import AZURE_PUBLIC, own_cloud
from nameplate.core.errors import NotFound


def test_only_aadsts_errors_have_a_number() -> None:
    assert refusals.number_of(refusals.unproven_client()) == 7000216
    assert refusals.number_of(NotFound("AADSTS", "x")) is None
    assert refusals.number_of(NotFound("ResourceNotFound", "x")) is None


def test_what_a_client_sent_is_shown_short_and_on_one_line() -> None:
    message = refusals.unsupported_grant("a\r\nSet-Cookie: x\x1b" + "b" * 5000).message
    assert len(message) < 300
    assert message.isprintable()


def test_help_is_named_only_where_the_cloud_has_it() -> None:
    assert refusals.foreign_audience(AZURE_PUBLIC).message.endswith(
        "active-directory-certificate-credentials ."
    )
    assert refusals.foreign_audience(own_cloud("contoso.test")).message.endswith("Realm issuer.")


def test_a_refused_time_before_1970_is_shown() -> None:
    error = refusals.untimely_assertion(AZURE_PUBLIC, now=0.0, not_before=-5.0, expires=-1e12)
    assert "valid from 1970-01-01T00:00:00.0000000Z" in error.message


def test_every_refusal_of_a_client_is_401_invalid_client() -> None:
    for error in (
        refusals.unproven_client(),
        refusals.wrong_secret("a"),
        refusals.expired_secret("a"),
        refusals.foreign_assertion(AZURE_PUBLIC),
        refusals.unknown_federation("https://issuer.test"),
        refusals.unknown_key("a", "The key was not found."),
        refusals.bad_signature("a", "t"),
        refusals.foreign_audience(AZURE_PUBLIC),
    ):
        assert (error.status, error.inner_code) == (401, "invalid_client")

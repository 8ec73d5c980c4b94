"""The words of what a browser is refused."""

import pytest

from nameplate.authority import authorize_refusals as refusals
from nameplate.authority.refusals import number_of


@pytest.mark.parametrize(
    ("error", "number"),
    [
        (refusals.foreign_redirect("x" * 5000, "app"), 50011),
        (refusals.disabled_response_type("token"), 700051),
        (refusals.disabled_response_type("code id_token"), 700054),
        (refusals.unknown_response_mode("x" * 5000), 70007),
        (refusals.bad_prompt("x" * 5000), 90023),
        (refusals.foreign_reply_address("x" * 5000), 500112),
    ],
)
def test_they_have_entras_numbers_and_are_short(error: Exception, number: int) -> None:
    assert number_of(error) == number  # type: ignore[arg-type]  # all are NameplateErrors
    assert len(str(error)) < 800

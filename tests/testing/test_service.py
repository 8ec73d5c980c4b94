"""The platform's APIs, asked as the operator without a socket."""

import pytest

from nameplate.core.errors import NotFound
from nameplate.testing.platform import Platform


def test_a_token_is_renewed_when_time_has_passed(platform: Platform) -> None:
    vault = platform.vault("contoso")
    vault.secret("one", "1")
    platform.clock.advance(days=30)
    assert vault.secret("one").value == "1"
    platform.clock.reset()
    assert vault.secret("one").value == "1"


def test_faults_are_for_the_code_under_test(platform: Platform) -> None:
    vault = platform.vault("contoso")
    with platform.fault("vault:500,times=always") as fault:
        vault.secret("one", "1")
    assert fault.seen == 0


def test_a_name_that_nobody_has(platform: Platform) -> None:
    with pytest.raises(NotFound):
        platform.vault("contoso")._service.vault("GET", "nobody", "/secrets")

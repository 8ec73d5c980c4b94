"""How expires_on is written for whom."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.managed_identity.expires_on import ExpiresOnFormat

AUTO, EPOCH, DATE = ExpiresOnFormat.AUTO, ExpiresOnFormat.EPOCH, ExpiresOnFormat.DATE


@pytest.mark.parametrize(
    ("user_agent", "style"),
    [
        (b"azsdk-js-identity/1.5.2 core-http/2.2.2 Node/v20.20.2 OS/(x64-Linux-6.1)", DATE),
        (b"azsdk-js-identity/2.1.0 core-rest-pipeline/1.9.2 Node/v20.20.2", DATE),
        (b"my-app azsdk-js-identity/2.0.1 core-rest-pipeline/1.3.1", DATE),
        (b"core-http/1.0.0 Node/v12.0.0 OS/(x64-Linux-4.15)", DATE),
        (b"azsdk-js-identity/3.4.2 core-rest-pipeline/1.16.0 Node/v20.20.2", EPOCH),
        (b"azsdk-js-identity/4.13.1 core-rest-pipeline/1.22.0 Node/20.20.2", EPOCH),
        (b"azsdk-js-identity/10.0.0", EPOCH),
        (b"azsdk-python-identity/1.27.0 Python/3.11.7 (Linux-6.1)", EPOCH),
        (b"azsdk-python-identity/1.7.1 Python/3.11.7", EPOCH),
        (b"azsdk-go-azidentity/v1.4.0-beta.6", EPOCH),
        (b"azsdk-cpp-identity/1.10.0", EPOCH),
        (b"python-requests/2.32.0", EPOCH),
        (b"curl/8.0", EPOCH),
        (b"", EPOCH),
    ],
)
def test_auto_follows_the_client(user_agent: bytes, style: ExpiresOnFormat) -> None:
    """Those that parse nothing but dates get a date, all others seconds."""
    assert AUTO.for_client(user_agent) is style


@given(st.binary(max_size=60))
def test_a_fixed_setting_ignores_the_client(user_agent: bytes) -> None:
    """And auto always ends in one of the two."""
    assert EPOCH.for_client(user_agent) is EPOCH
    assert DATE.for_client(user_agent) is DATE
    assert AUTO.for_client(user_agent) in {EPOCH, DATE}


@given(st.integers(min_value=0, max_value=4_000_000_000))
def test_both_formats_are_the_same_time(expires_on: int) -> None:
    """The date reads back with the layout that clients know."""
    read = datetime.strptime(DATE.write(expires_on), "%m/%d/%Y %I:%M:%S %p %z")

    assert int(EPOCH.write(expires_on)) == read.timestamp() == expires_on


def test_a_date_looks_as_app_service_wrote_it() -> None:
    """Month first, twelve hours, and the offset."""
    assert DATE.write(1_795_508_480) == "11/24/2026 08:21:20 AM +00:00"

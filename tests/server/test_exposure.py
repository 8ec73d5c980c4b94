"""A server that others reach has names and an issuer of its own."""

from pathlib import Path

import pytest

from nameplate.config.errors import ConfigurationError
from nameplate.core.clock import SystemClock
from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.server.endpoints import Mode
from nameplate.server.exposure import is_loopback, refuse_borrowed_names
from nameplate.server.running import Server
from tests.server.homes import settings_of

EVERYWHERE = "0.0.0.0"  # noqa: S104  # what must be refused


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_on_loopback_production_names_are_the_point(tmp_path: Path, host: str) -> None:
    assert is_loopback(host)
    refuse_borrowed_names(settings_of(tmp_path, host=host), AZURE_PUBLIC.issuer_base)


async def test_beyond_loopback_a_domain_is_asked_for_before_anything_is_bound(
    tmp_path: Path,
) -> None:
    settings = settings_of(tmp_path, host=EVERYWHERE)
    with pytest.raises(ConfigurationError, match="names of its own"):
        await Server.start(settings, SystemClock(), mode=Mode.UP)
    assert not (tmp_path / "home").exists()


def test_a_borrowed_issuer_is_refused_and_an_own_one_is_not(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, host=EVERYWHERE, domain="id.contoso.example")
    with pytest.raises(ConfigurationError, match="this home's issuer"):
        refuse_borrowed_names(settings, AZURE_PUBLIC.issuer_base)
    refuse_borrowed_names(settings, "https://login.id.contoso.example/")

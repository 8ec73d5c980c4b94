"""Passwords to publish with: sealed, one for each site, shown where they are asked for."""

from dataclasses import replace

import pytest

from nameplate.core.cloud import own_cloud
from nameplate.core.errors import NotFound
from nameplate.providers.site_publishing import Publishing
from nameplate.resource_manager.records import Resource
from tests.fakes.sealer import FakeSealer
from tests.providers.stand import SITE, SLOT

CLOUD = own_cloud("localhost", 8443)


def resource(path: str) -> Resource:
    return Resource(path, "", path.rpartition("/")[2], "westus", None, None, None, {})


def stored(publishing: Publishing, site: str) -> Resource:
    credentials = resource(f"{site}/config/publishingcredentials")
    return replace(credentials, protected=publishing.fresh(site.lower()).protected)


def test_the_address_carries_user_password_and_port() -> None:
    publishing = Publishing(FakeSealer(), CLOUD)
    found = publishing.credentials(stored(publishing, SLOT), resource(SLOT))

    password = found["properties"]["publishingPassword"]
    assert len(password) == 60
    assert found["id"] == f"{SLOT}/publishingcredentials/$web1__staging"
    assert found["properties"]["scmUri"] == (
        f"https://$web1__staging:{password}@web1-staging.scm.sites.localhost:8443"
    )


def test_user_and_password_must_both_be_right() -> None:
    publishing = Publishing(FakeSealer(), CLOUD)
    made = stored(publishing, SLOT)
    found = publishing.credentials(made, resource(SLOT))["properties"]
    password = found["publishingPassword"]
    assert publishing.matches(made, "$Web1__staging", password)
    assert not publishing.matches(made, "$web1", password)
    assert not publishing.matches(made, "$web1__staging", f"{password}x")


def test_no_two_are_alike() -> None:
    publishing = Publishing(FakeSealer(), CLOUD)
    assert publishing.fresh(SITE).protected != publishing.fresh(SITE).protected


def test_without_one_there_is_nothing_to_show() -> None:
    publishing = Publishing(FakeSealer(), CLOUD)
    for each in (None, resource(SITE)):
        with pytest.raises(NotFound):
            publishing.profiles(each, resource(SITE))

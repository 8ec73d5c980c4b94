"""What a site and a slot are called, in each place."""

from nameplate.core.cloud import own_cloud
from nameplate.providers.site_names import SiteName, site_id, site_name
from tests.providers.stand import SITE, SLOT


def test_a_site() -> None:
    found = site_name(f"{SITE}/config/web")
    assert found == SiteName("web1")
    assert (found.label, found.displayed, found.identity, found.publisher) == (
        *("web1", "web1", "web1", "$web1"),
    )
    assert found.hosts(own_cloud("localhost")) == (
        "web1.sites.localhost",
        "web1.scm.sites.localhost",
    )


def test_a_slot() -> None:
    found = site_name(f"{SLOT}/config/web")
    assert found == SiteName("web1", "staging")
    assert (found.label, found.displayed, found.identity, found.publisher) == (
        *("web1-staging", "web1(staging)", "web1/slots/staging", "$web1__staging"),
    )
    assert site_id(f"{SLOT}/config/web") == SLOT

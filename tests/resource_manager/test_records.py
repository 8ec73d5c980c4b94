"""Resources as values."""

from nameplate.resource_manager.records import Resource, ResourceChanged
from tests.providers.stand import SITE


def test_a_key_is_the_id_in_lower_case() -> None:
    resource = Resource(
        id=SITE, type="t", name="n", location=None, kind=None, tags=None, sku=None, properties={}
    )
    assert resource.key == SITE.lower()


def test_a_change_is_a_conflict_that_names_the_resource() -> None:
    error = ResourceChanged("/a")
    assert (error.status, error.code) == (409, "Conflict")
    assert "/a" in error.message

"""Capabilities are found by what a provider implements."""

from nameplate.resource_manager.provider import Acts, Applies, Desired, Finds, Stores, Target
from nameplate.resource_manager.resource_type import ResourceType
from tests.providers.stand import SITE, Stand

TYPE = ResourceType(name="A.B/c", api_versions=("2020-01-01",))


def test_capabilities_are_told_apart(stand: Stand) -> None:
    find = stand.catalogue.get
    assert isinstance(find("Microsoft.Web/sites"), Stores)
    assert not isinstance(find("Microsoft.Web/sites"), Applies | Finds)
    assert isinstance(find("Microsoft.KeyVault/vaults/accessPolicies"), Applies)
    assert isinstance(find("Microsoft.KeyVault/locations/deletedVaults"), Acts)
    assert find("Microsoft.Foo/bars") is None


def test_names_and_keys() -> None:
    assert Desired(id=SITE, type=TYPE, name="web1", api_version="1").key == SITE.lower()
    assert Target(TYPE, "", ("a", "b"), SITE, "1").name == "b"
    assert Target(TYPE, "", (), SITE, "1").name == ""

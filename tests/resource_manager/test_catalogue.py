"""The catalogue: what it refuses at start, and how it refuses unknown types."""

from dataclasses import dataclass
from typing import Any

import pytest

from nameplate.core.errors import BadRequest, NotFound
from nameplate.resource_manager.address import parse
from nameplate.resource_manager.catalogue import Catalogue, CatalogueError
from nameplate.resource_manager.resource_type import JSON, ErrorShape, ResourceType
from tests.providers.stand import GROUP, SITE, SUB, Stand


def kind(name: str) -> ResourceType:
    return ResourceType(name=name, api_versions=("2020-01-01",))


@dataclass
class Stored:
    type: ResourceType

    async def put(self, *_: Any) -> Any: ...

    async def delete(self, *_: Any) -> None: ...


@dataclass
class StoredTwice(Stored):
    async def find(self, *_: Any) -> Any: ...


@dataclass
class Idle:
    type: ResourceType


@pytest.mark.parametrize(
    ("providers", "words"),
    [
        ((Stored(kind("nothing")),), "Namespace/type"),
        ((Stored(kind("A.B/c")), Stored(kind("a.b/C"))), "twice"),
        ((Idle(kind("A.B/c")),), "can do nothing"),
        ((StoredTwice(kind("A.B/c")),), "at once"),
        ((Stored(kind("A.B/c/d")),), "parent"),
    ],
)
def test_a_catalogue_that_cannot_work_is_refused(providers: tuple[Any, ...], words: str) -> None:
    with pytest.raises(CatalogueError, match=words):
        Catalogue(providers)


def test_types_are_found_in_any_case(stand: Stand) -> None:
    found = stand.catalogue.find(parse(SITE.upper()), "2020-01-01")
    assert found.type.name == "Microsoft.Web/sites"


def test_unknown_types_are_refused_with_the_known_ones(stand: Stand) -> None:
    with pytest.raises(NotFound, match=r"Microsoft\.Web.*sites/config"):
        stand.catalogue.find(parse(f"{GROUP}/providers/microsoft.web/foos/a"), "2020-01-01")
    with pytest.raises(BadRequest, match=r"Microsoft\.KeyVault.*Microsoft\.Web"):
        stand.catalogue.find(parse(f"{GROUP}/providers/Microsoft.Foo/bars/a"), "2020-01-01")


def test_actions_are_found_on_items_and_types(stand: Stand) -> None:
    listing = stand.catalogue.find_action(parse(f"{SITE}/config/appsettings/LIST"), "1")
    check = stand.catalogue.find_action(
        parse(f"{SUB}/providers/Microsoft.KeyVault/checkNameAvailability"), "1"
    )
    assert listing is not None
    assert listing.owner.text.endswith("/config/appsettings")
    assert check is not None
    assert check.action.name == ""
    assert stand.catalogue.find_action(parse(f"{SITE}/explode"), "1") is None
    assert stand.catalogue.find_action(parse(SITE), "1") is None
    with pytest.raises(NotFound):
        stand.catalogue.find_action(parse(f"{GROUP}/providers/Microsoft.Web/foos/a/list"), "1")


def test_shapes_follow_the_namespace(stand: Stand) -> None:
    assert stand.catalogue.shape_of("microsoft.web") == ("application/json", ErrorShape.WEB)
    assert stand.catalogue.shape_of("Microsoft.Foo") == (JSON, ErrorShape.ARM)


def test_unknown_types_have_a_provider_where_they_are_stored(stand: Stand) -> None:
    """Taken or not: what was stored once can be deleted with its group."""
    catalogue = stand.catalogue
    found = catalogue.of_stored("Contoso.Gadgets/gadgets")
    assert found is not None
    assert (found.type.name, found.type.inert) == ("Contoso.Gadgets/gadgets", True)
    assert catalogue.get("Contoso.Gadgets/gadgets") is None
    assert catalogue.of_stored("microsoft.web/SITES") is catalogue.get("Microsoft.Web/sites")

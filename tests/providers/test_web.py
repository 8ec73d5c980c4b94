"""The types of Microsoft.Web together."""

from tests.providers.stand import Stand


def test_each_type_of_a_site_has_its_twin_of_a_slot(stand: Stand) -> None:
    names = {each.type.name for each in stand.catalogue.of_namespace("Microsoft.Web")}
    below = {name.partition("/sites/")[2] for name in names if "/sites/" in name}
    of_slots = {name.removeprefix("slots/") for name in below if name.startswith("slots/")}
    assert of_slots == {name for name in below if not name.startswith("slots")}

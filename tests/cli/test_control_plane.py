"""Names, ids and flattened JSON."""

from nameplate.cli.control_plane import flattened, pairs, with_group

RESOURCE = {
    "id": "/subscriptions/s/resourceGroups/G/providers/Microsoft.Web/sites/a",
    "name": "a",
    "properties": {"state": "Running", "name": "inner"},
}


def test_properties_stand_beside_the_name_and_never_hide_it() -> None:
    assert flattened(RESOURCE) == {
        "id": RESOURCE["id"],
        "name": "a",
        "state": "Running",
        "resourceGroup": "G",
    }


def test_the_group_is_added_to_what_is_not_flattened() -> None:
    assert with_group(RESOURCE)["resourceGroup"] == "G"
    assert with_group(RESOURCE)["properties"] == RESOURCE["properties"]


def test_pairs_are_split_at_the_first_equals_sign() -> None:
    assert pairs(["a=b=c", "d", "", "=e"]) == {"a": "b=c", "d": ""}
    assert pairs(None) == {}

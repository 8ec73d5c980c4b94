"""Paths: what they point at, in ARM's long and short forms."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import NotFound
from nameplate.resource_manager.address import Address, parse

GROUP = "/subscriptions/S/resourceGroups/G"


@pytest.mark.parametrize(
    ("path", "type_key", "names", "scope"),
    [
        ("/subscriptions", "microsoft.resources/subscriptions", (), ""),
        ("/subscriptions/S", "microsoft.resources/subscriptions", ("S",), ""),
        ("/tenants", "microsoft.resources/tenants", (), ""),
        ("/providers/Microsoft.Web", "microsoft.resources/providers", ("Microsoft.Web",), ""),
        ("/subscriptions/S/locations", "microsoft.resources/locations", (), "/subscriptions/S"),
        (
            "/subscriptions/S/resourcegroups",
            "microsoft.resources/resourcegroups",
            (),
            "/subscriptions/S",
        ),
        (GROUP, "microsoft.resources/resourcegroups", ("G",), "/subscriptions/S"),
        (f"{GROUP}/resources", "microsoft.resources/resources", (), GROUP),
        (
            f"{GROUP}/exportTemplate",
            "microsoft.resources/resourcegroups/exporttemplate",
            ("G",),
            "/subscriptions/S",
        ),
        (
            "/subscriptions/S/operationresults/T",
            "microsoft.resources/operationresults",
            ("T",),
            "/subscriptions/S",
        ),
        (f"{GROUP}/providers/Microsoft.Web/sites", "microsoft.web/sites", (), GROUP),
        (f"/{GROUP}/providers/Microsoft.Web/sites/a/", "microsoft.web/sites", ("a",), GROUP),
        (
            f"{GROUP}/providers/Microsoft.Web/sites/a/config/appsettings/list",
            "microsoft.web/sites/config/list",
            ("a", "appsettings"),
            GROUP,
        ),
        (
            f"{GROUP}/providers/Microsoft.Web/sites/a/providers/Microsoft.ManagedIdentity/identities/default",
            "microsoft.managedidentity/identities",
            ("default",),
            f"{GROUP}/providers/Microsoft.Web/sites/a",
        ),
    ],
)
def test_paths_are_read(path: str, type_key: str, names: tuple[str, ...], scope: str) -> None:
    address = parse(path)

    assert (address.type_key, address.names, address.scope) == (type_key, names, scope)
    assert address.is_item == (len(address.types) == len(names))


@pytest.mark.parametrize(
    "path", ["", "/", "/foo", "/subscriptions/S/a/b/c", "/tenants/a/b", "/a\nb"]
)
def test_paths_to_nowhere_are_not_found(path: str) -> None:
    with pytest.raises(NotFound):
        parse(path)


def test_group_and_subscription_are_named_by_every_path_in_them() -> None:
    site = parse(f"{GROUP}/providers/Microsoft.Web/sites/a")
    assert (site.subscription_id, site.resource_group) == ("S", "G")
    assert (parse(GROUP).subscription_id, parse(GROUP).resource_group) == ("S", "G")
    assert (parse("/subscriptions/S").subscription_id, parse("/tenants").subscription_id) == (
        "S",
        None,
    )


def test_text_is_the_id_and_a_collections_text_its_container() -> None:
    assert parse(f"{GROUP}/providers/Microsoft.Web/sites/a").text.endswith("/sites/a")
    assert parse(f"{GROUP}/providers/Microsoft.Web/sites").text == GROUP
    assert parse(GROUP.replace("G", "g")).text == "/subscriptions/S/resourceGroups/g"
    assert parse("/subscriptions").text == "/"


def test_parents_and_owners() -> None:
    config = parse(f"{GROUP}/providers/Microsoft.Web/sites/a/config/web")
    action = parse(f"{GROUP}/providers/Microsoft.Web/sites/a/restart")
    assert config.parent.text.endswith("/sites/a")
    assert action.owner.text.endswith("/sites/a")


@given(st.text(max_size=200))
@settings(max_examples=100)
def test_any_text_is_an_address_or_not_found(path: str) -> None:
    try:
        found = parse(path)
    except NotFound:
        return
    assert isinstance(found, Address)
    assert len(found.types) - len(found.names) in (0, 1)


@pytest.mark.parametrize("verb", ["register", "Unregister"])
def test_registering_is_an_action_on_a_namespace(verb: str) -> None:
    found = parse(f"/subscriptions/s/providers/Microsoft.Web/{verb}")
    assert (found.scope, found.types, found.names) == (
        "/subscriptions/s",
        ("providers", verb),
        ("Microsoft.Web",),
    )
    assert (
        found.owner.text == "/subscriptions/s/providers/Microsoft.Resources/providers/Microsoft.Web"
    )

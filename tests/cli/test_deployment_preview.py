"""The text of what-if: symbols, scopes, values in a column, what changes, and a count."""

from typing import Any

import pytest

from nameplate.cli.deployment_preview import CHANGE_TYPES, preview, split_id

GROUP = "/subscriptions/s/resourceGroups/local"
SITE = f"{GROUP}/providers/Microsoft.Web/sites/web1"


def change(kind: str, resource: str = SITE, **more: Any) -> dict[str, Any]:
    return {"changeType": kind, "resourceId": resource, **more}


def test_a_new_resource_is_shown_whole() -> None:
    after = {
        "apiVersion": "2023-12-01",
        "name": "web1",
        "identity": {"type": "SystemAssigned"},
        "properties": {
            "enabled": True,
            "siteConfig": {"appSettings": [{"name": "A", "value": "é"}]},
            "empty": [],
        },
    }
    assert preview([change("Create", after=after)], coloured=False) == (
        "Resource and property changes are indicated with this symbol:\n"
        "  + Create\n"
        "\n"
        "The deployment will update the following scope:\n"
        "\n"
        f"Scope: {GROUP}\n"
        "\n"
        "  + Microsoft.Web/sites/web1 [2023-12-01]\n"
        "\n"
        '      apiVersion:         "2023-12-01"\n'
        '      identity.type:      "SystemAssigned"\n'
        '      name:               "web1"\n'
        "      properties.empty:   []\n"
        "      properties.enabled: true\n"
        "      properties.siteConfig.appSettings: [\n"
        "        0:\n"
        "\n"
        '          name:  "A"\n'
        '          value: "é"\n'
        "\n"
        "      ]\n"
        "\n"
        "Resource changes: 1 to create.\n"
    )


def test_a_change_shows_each_property() -> None:
    delta = [
        {"path": "tags.Owner", "propertyChangeType": "Delete", "before": "Team A"},
        {"path": "sku", "propertyChangeType": "Modify", "before": "F1", "after": "B1"},
        {
            "path": "properties.prefixes",
            "propertyChangeType": "Array",
            "children": [
                {"path": "0", "propertyChangeType": "Create", "after": {"a": 1, "bc": None}},
                {"path": "1", "propertyChangeType": "NoEffect", "after": "x"},
            ],
        },
    ]
    text = preview([change("Modify", after={"apiVersion": "v"}, delta=delta)], coloured=False)
    assert text.splitlines()[1:4] == ["  - Delete", "  + Create", "  ~ Modify"]
    assert text.splitlines()[9:-2] == [
        "  ~ Microsoft.Web/sites/web1 [v]",
        '    - tags.Owner: "Team A"',
        '    ~ sku:        "F1" => "B1"',
        "    ~ properties.prefixes: [",
        "      + 0:",
        "",
        "          a:  1",
        "          bc: null",
        "",
        '      x 1: "x"',
        "      ]",
    ]


def test_every_kind_has_its_symbol_and_its_place() -> None:
    changes = [change(kind) for kind in reversed(CHANGE_TYPES)]
    text = preview([*changes, change("Create", f"{GROUP}/providers/A/b/c")], coloured=False)
    assert "".join(
        line[2] for line in text.splitlines() if line[3:] == " Microsoft.Web/sites/web1"
    ) == ("-+!~x=*")
    assert text.endswith(
        "Resource changes: 1 to delete, 2 to create, 1 to deploy, 1 to modify, 1 unsupported, "
        "1 no change, 1 to ignore.\n"
    )


def test_nothing_to_change_says_so() -> None:
    assert preview([], coloured=False) == "Resource changes: no change.\n"


def test_scopes_are_apart_and_of_any_level() -> None:
    text = preview(
        [
            change("Create", "/providers/Microsoft.Authorization/roleAssignments/r"),
            change("Create", GROUP),
            change("Create"),
        ],
        coloured=False,
    )
    assert [line for line in text.splitlines() if line.startswith("Scope")] == [
        "Scope: /",
        "Scope: /subscriptions/s",
        f"Scope: {GROUP}",
    ]
    assert "the following scopes:" in text


@pytest.mark.parametrize(
    ("resource", "found"),
    [
        (SITE, (GROUP, "Microsoft.Web/sites/web1")),
        (GROUP, ("/subscriptions/s", "resourceGroups/local")),
        ("/subscriptions/s/providers/A/b/c", ("/subscriptions/s", "A/b/c")),
        (
            "/providers/Microsoft.Management/managementGroups/m/providers/A/b/c",
            ("/providers/Microsoft.Management/managementGroups/m", "A/b/c"),
        ),
        ("/providers/A/b/c", ("", "A/b/c")),
    ],
)
def test_an_id_is_a_scope_and_a_name(resource: str, found: tuple[str, str]) -> None:
    assert split_id(resource) == found


def test_colours_only_where_they_are_wanted() -> None:
    changes = [change("Create", after={"name": "web1"}), change("NoChange")]
    assert "\x1b" not in preview(changes, coloured=False)
    coloured = preview(changes, coloured=True)
    assert "\x1b[38;5;77m  + Microsoft.Web/sites/web1\x1b[0m" in coloured
    assert "\n  = Microsoft.Web/sites/web1\n" in coloured


def test_why_something_is_not_supported_is_told() -> None:
    text = preview([change("Unsupported", unsupportedReason="it is not known")], coloured=False)
    assert "      it is not known\n" in text

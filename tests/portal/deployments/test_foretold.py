"""What would change, as rows."""

from nameplate.portal.deployments.foretold import read_changes

_ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/web1/slots/staging"


def test_kinds_in_order_and_properties_flat() -> None:
    delta = [
        {
            "path": "properties",
            "propertyChangeType": "Modify",
            "children": [
                {"path": "a", "propertyChangeType": "Modify", "before": 1, "after": {"x": 1}},
                {"path": "b", "propertyChangeType": "NoEffect", "before": 1, "after": 2},
            ],
        }
    ]
    changes = [
        {"resourceId": _ID, "changeType": "NoChange"},
        {"resourceId": _ID, "changeType": "Modify", "delta": delta},
        {"resourceId": "x", "changeType": "Unsupported", "unsupportedReason": "why"},
    ]
    found = read_changes({"properties": {"changes": changes}})
    assert [row.kind for row in found.rows] == ["Modify", "Unsupported", "NoChange"]
    first = found.rows[0]
    assert (first.name, first.type) == ("web1 / staging", "Microsoft.Web/sites/slots")
    (changed,) = first.properties
    assert (changed.path, changed.before) == ("properties.a", "1")
    assert found.counts == (
        ("Modify", "change", 1),
        ("Unsupported", "cannot say", 1),
        ("NoChange", "no change", 1),
    )


def test_many_are_bounded() -> None:
    changes = [{"resourceId": f"x{n}", "changeType": "Create"} for n in range(300)]
    found = read_changes({"properties": {"changes": changes}})
    assert len(found.rows) == 50
    assert found.more == 250


def test_nothing() -> None:
    assert read_changes({"properties": {}}).rows == ()

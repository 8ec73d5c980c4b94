"""What of Microsoft.ManagedIdentity can be permitted."""

from tests.providers.stand import Stand


async def test_operations_are_listed_to_everybody_by_name(stand: Stand) -> None:
    found = (await stand.get("/providers/Microsoft.ManagedIdentity/operations")).body["value"]

    names = [each["name"] for each in found]
    assert names == sorted(names, key=str.lower)
    assert "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action" in names
    assert set(found[0]["display"]) == {"provider", "resource", "operation", "description"}

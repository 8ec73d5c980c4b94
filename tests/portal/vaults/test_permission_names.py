"""Names of permissions as boxes."""

from nameplate.portal.vaults.permission_names import SECRETS, held


def test_names_in_any_case_and_all() -> None:
    assert held(["Get", "LIST"]) == {"get", "list"}
    assert held(["All"]) == {name for name, _ in SECRETS}

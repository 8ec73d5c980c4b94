"""What is offered: as role definitions read."""

import pytest

from nameplate.portal.permissions import Permissions

CONTRIBUTOR = {"actions": ["*"], "notActions": ["Microsoft.Authorization/*/Write"]}
READER = {"actions": ["*/read"], "notActions": [], "dataActions": None}
SECRETS = {"dataActions": ["Microsoft.KeyVault/vaults/secrets/*"], "notDataActions": ["*/delete"]}


@pytest.mark.parametrize(
    ("roles", "action", "expected"),
    [
        ([], "Microsoft.Web/sites/read", False),
        ([READER], "Microsoft.Web/sites/read", True),
        ([READER], "microsoft.web/SITES/READ", True),
        ([READER], "Microsoft.Web/sites/write", False),
        ([CONTRIBUTOR], "Microsoft.Web/sites/write", True),
        ([CONTRIBUTOR], "Microsoft.Authorization/roleAssignments/write", False),
        ([{"actions": ["Microsoft.[Ww]eb/sites/read"]}], "Microsoft.Web/sites/read", False),
        ([{"actions": ["Microsoft.Web/site?/read"]}], "Microsoft.Web/sites/read", False),
    ],
)
def test_actions(roles: list[dict[str, list[str]]], action: str, expected: bool) -> None:
    assert Permissions.read(roles).may(action) is expected


def test_what_one_role_leaves_out_another_may_give() -> None:
    owner = {"actions": ["Microsoft.Authorization/*"]}
    both = Permissions.read([CONTRIBUTOR, owner])
    assert both.may("Microsoft.Authorization/roleAssignments/write")


def test_data_actions_are_apart() -> None:
    given = Permissions.read([SECRETS])
    assert given.may_data("Microsoft.KeyVault/vaults/secrets/getSecret/action")
    assert not given.may_data("Microsoft.KeyVault/vaults/secrets/delete")
    assert not given.may("Microsoft.KeyVault/vaults/secrets/getSecret/action")
    assert not Permissions.read([CONTRIBUTOR]).may_data("anything")

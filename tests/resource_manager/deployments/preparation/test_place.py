"""Where deployments stand."""

import pytest

from nameplate.core.errors import NotFound
from nameplate.resource_manager.deployments.preparation.place import group_name, place_at
from nameplate.template.environment import Level
from tests.providers.stand import GROUP, SITE, SUB

MANAGED = "/providers/Microsoft.Management/managementGroups/mg"


@pytest.mark.parametrize(
    ("scope", "level", "group"),
    [
        (GROUP, Level.GROUP, "local"),
        (f"{SUB}/", Level.SUBSCRIPTION, None),
        (MANAGED, Level.MANAGEMENT_GROUP, None),
        ("", Level.TENANT, None),
        ("/", Level.TENANT, None),
    ],
)
def test_every_level_has_its_scope(scope: str, level: Level, group: str | None) -> None:
    found = place_at(scope, "d1", location="westus")
    assert found.level is level
    assert found.id == f"{scope.rstrip('/')}/providers/Microsoft.Resources/deployments/d1"
    assert group_name(found) == group


def test_nothing_is_deployed_to_a_resource() -> None:
    with pytest.raises(NotFound):
        place_at(SITE, "d1")

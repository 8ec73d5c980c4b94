"""A deployment's surroundings."""

import re

import pytest

from nameplate.template.environment import Level, random_guid
from tests.fakes.template_world import GROUP, MANAGEMENT_GROUP, SUBSCRIPTION, environment


@pytest.mark.parametrize(
    ("level", "scope", "subscription"),
    [
        (Level.GROUP, GROUP, SUBSCRIPTION),
        (Level.SUBSCRIPTION, f"/subscriptions/{SUBSCRIPTION}", SUBSCRIPTION),
        (Level.MANAGEMENT_GROUP, MANAGEMENT_GROUP, ""),
        (Level.TENANT, "", ""),
    ],
)
def test_the_scope_is_the_id_of_what_is_deployed_to(
    level: Level, scope: str, subscription: str
) -> None:
    assert environment(level).scope == scope
    assert environment(level).subscription_id == subscription


def test_random_guids_differ() -> None:
    assert random_guid() != random_guid()
    assert re.fullmatch("[0-9a-f-]{36}", random_guid())

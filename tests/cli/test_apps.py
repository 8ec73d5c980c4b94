"""The principal that an app is."""

import pytest

from nameplate.cli.apps import principal_of
from nameplate.cli.failures import CommandFailure


def test_the_principal_is_the_system_assigned_one() -> None:
    assert principal_of({"name": "a", "identity": {"principalId": "p"}}) == "p"


@pytest.mark.parametrize("identity", [None, {}, {"type": "None"}, {"type": "UserAssigned"}])
def test_without_one_the_words_say_how_to_get_it(identity: object) -> None:
    with pytest.raises(CommandFailure, match="identity assign -n a"):
        principal_of({"name": "a", "identity": identity})

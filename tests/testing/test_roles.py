"""Roles are assigned by name."""

import pytest

from nameplate.testing.platform import Platform
from nameplate.testing.roles import assign_role


def test_an_unknown_role_is_named(platform: Platform) -> None:
    service = platform.vault("contoso")._service
    with pytest.raises(LookupError, match="'Nobody'"):
        assign_role(service, "Nobody", service.group, principal_id="x")

"""The registry of permissions."""

import pytest

from nameplate.authorization.permissions import (
    PERMISSIONS,
    Kind,
    checked_names,
    names_of,
    permission,
)
from nameplate.core.errors import BadRequest


def test_every_permission_is_described_and_there_once() -> None:
    assert all(one.description and one.name == one.name.lower() for one in PERMISSIONS)
    assert len({one.text for one in PERMISSIONS}) == len(PERMISSIONS)


def test_secrets_have_the_eight_permissions_of_key_vault() -> None:
    assert set(names_of(Kind.SECRETS)) == {
        *("get", "list", "set", "delete"),
        *("backup", "restore", "recover", "purge"),
    }


def test_a_permission_is_found_by_kind_and_name() -> None:
    assert str(permission(Kind.SECRETS, "get")) == "secrets/get"


def test_names_are_lowered_and_kept_once() -> None:
    assert checked_names(Kind.SECRETS, ["Get", "list", "GET", "All"]) == ("get", "list", "all")


def test_an_unknown_name_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(BadRequest, match=r"'peek' is not one of secrets\..*recover"):
        checked_names(Kind.SECRETS, ["peek"])

"""Groups and app roles over a database keep the protocol."""

from tests.conformance.people_kit import AppRolesKit, GroupsKit


class TestStoredGroups(GroupsKit):
    """The kit is all."""


class TestStoredAppRoles(AppRolesKit):
    """The kit is all."""

"""Management groups over a database keep the protocol."""

from tests.conformance.management_groups_kit import ManagementGroupsKit


class TestStoredManagementGroups(ManagementGroupsKit):
    """The kit is all."""

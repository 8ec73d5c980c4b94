"""Roles and assignments over a database keep the protocol."""

from tests.conformance.roles_kit import RolesKit


class TestStoredRoles(RolesKit):
    """The kit is all."""

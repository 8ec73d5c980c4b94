"""Access policies over a database keep the protocol."""

from tests.conformance.policies_kit import AccessPoliciesKit


class TestStoredAccessPolicies(AccessPoliciesKit):
    """The kit is all."""

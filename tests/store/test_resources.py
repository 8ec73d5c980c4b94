"""Resources over a database keep the protocol."""

from tests.conformance.resources_kit import ResourcesKit


class TestStoredResources(ResourcesKit):
    """The kit is all."""

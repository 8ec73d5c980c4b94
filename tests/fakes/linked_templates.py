"""Linked documents without a network."""

from typing import Any

import orjson

from nameplate.resource_manager.deployments.preparation.preflight_refusals import (
    content_not_available,
)


class FakeLinkedTemplates:
    """Documents by their URI without its query; what was asked for is remembered."""

    def __init__(self, **documents: Any) -> None:
        self.documents: dict[str, Any] = dict(documents)
        self.asked: list[str] = []

    async def fetch(self, uri: str) -> bytes:
        self.asked.append(uri)
        bare = uri.partition("?")[0]
        if bare not in self.documents:
            raise content_not_available(bare, "tracking", "404")
        document = self.documents[bare]
        return document if isinstance(document, bytes) else orjson.dumps(document)

"""Linked templates: where a deployment's template or its parameters may come from."""

from typing import Protocol


class LinkedTemplates(Protocol):
    """Documents on hosts that the operator allows."""

    async def fetch(self, uri: str) -> bytes:
        """What an absolute URI holds, within limits of size and time.

        Raises a ``NameplateError`` in Azure's words, which names what is accepted.
        """
        ...

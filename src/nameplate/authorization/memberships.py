"""What decisions need to know of groups: in which of them a principal is."""

from typing import Final, Protocol


class Memberships(Protocol):
    """Who knows it (``directory.Directory``)."""

    async def groups_of(self, object_id: str) -> tuple[str, ...]:
        """Every group that a principal is in, also through other groups. Memory when warm: it is
        asked for every decision that is not.
        """
        ...


class _NoGroups:
    async def groups_of(self, object_id: str) -> tuple[str, ...]:  # noqa: ARG002 - the protocol's
        return ()


NO_GROUPS: Final[Memberships] = _NoGroups()
"""Where there are none."""
